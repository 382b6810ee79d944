"""What a change of reference data does to running cases, shown before it is kept. Beside the tests of two
administrators, for whom no case runs."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from cases.models import Case, City, DutyRate, InterviewCriterion, ProposedChange, Remedy
from tests.cases.admin.rooms import url
from tests.cases.admin.test_two_administrators import RATE

pytestmark = pytest.mark.django_db
CITY = [f"{name}_{language}" for name in ("name", "department") for language in ("ru", "kk", "en")] + [
    *("address", "centre_address", "valid_from")
]


def test_the_effect_on_running_cases_is_shown_before_anything_is_kept(administrator: Client, every_case: Any) -> None:
    response = administrator.post(url(DutyRate, "add"), RATE)
    assert response.status_code == 200 and response.context["effect"]
    assert not DutyRate.objects.filter(rate=9).exists()
    back = administrator.post(url(DutyRate, "add"), RATE | {"_back": "1"})
    assert back.context["adminform"].form["rate"].value() == "9"
    assert administrator.post(url(DutyRate, "add"), RATE | {"_confirmed": "1"}).status_code == 302
    assert DutyRate.objects.filter(rate=9).exists()

    entered = {name: getattr(City.objects.get(pk="astana"), name) or "" for name in CITY} | {"active": ""}
    closed = administrator.post(url(City, "change", "astana"), entered | {"address": "Абая, 1"})
    assert len(closed.context["effect"]) == 2, "taken out of use, and its letters have another address"
    assert City.objects.get(pk="astana").active
    administrator.post(url(City, "change", "astana"), entered | {"_confirmed": "1"})
    assert not City.objects.get(pk="astana").active

    booked = Case.objects.filter(waits_on="screener", slot__isnull=False).count()
    row = {
        "code": "craft",
        "name_ru": "Ремесло",
        "name_kk": "Қолөнер",
        "most": "5",
        "position": "1",
        "source": "Письмо",
    }
    asked = administrator.post(url(InterviewCriterion, "add"), row | {"stage": "interview", "active": "on"})
    assert booked and [str(booked) in words for words in asked.context["effect"]] == [True]
    assert not InterviewCriterion.objects.exists()

    remedy = Remedy.objects.get(edition="order_2026_241", body="department")
    kept = {f.name: getattr(remedy, f.name) or "" for f in Remedy._meta.fields if f.name not in ("id", "confirmed")}
    changed = administrator.post(url(Remedy, "change", remedy.pk), kept | {"complaint_length": "2"})
    complaints = Case.objects.filter(closed_at__isnull=True, body="department").count()
    running = Case.objects.filter(closed_at__isnull=True, edition=remedy.edition).count()
    assert running and [
        str(number) in words
        for number, words in zip(filter(None, (running, complaints)), changed.context["effect"], strict=True)
    ]
    law = kept | {"valid_from": "2027-01-01", "complaint_length": "2"}
    unknown = administrator.post(url(Remedy, "add"), law | {"edition": "order_2030"})
    assert "edition" in unknown.context["adminform"].form.errors
    twice = administrator.post(url(Remedy, "add"), kept | {"valid_from": ""})
    assert twice.context["adminform"].form.errors
    added = administrator.post(url(Remedy, "add"), law)
    assert len(added.context["effect"]) == 1 and "2027" in added.context["effect"][0]
    administrator.post(url(Remedy, "add"), law | {"_confirmed": "1"})
    assert Remedy.objects.filter(edition=remedy.edition, body="department").count() == 2
    assert not ProposedChange.objects.exists(), "there is no second administrator"
