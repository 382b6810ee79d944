"""What a change of reference data does to running cases, shown before it is kept. Beside the tests of two
administrators, for whom no case runs."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from cases.models import (
    BodyHead,
    Case,
    City,
    ConsentClause,
    CountryRule,
    Deadline,
    DutyRate,
    EditionPeriod,
    InterviewCriterion,
    NoticeText,
    Profession,
    ProposedChange,
    Remedy,
    ServiceTerm,
    User,
    WorkingHours,
)
from tests import people
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

    screened = administrator.post(url(InterviewCriterion, "add"), row | {"stage": "screening", "active": "on"})
    assert screened.context["effect"]

    for model, pk, sent in changes(every_case):
        shown = administrator.post(url(model, "change", pk) if pk else url(model, "add"), sent)
        assert len(shown.context["effect"]) == 1, model
    assert not NoticeText.objects.exists()


def changes(every_case: Any) -> list[tuple[Any, Any, dict[str, Any]]]:
    """Of each table, a change that running cases are touched by."""
    people.case_in("petition_draft", prepared=False)  # without its consent
    clause = ConsentClause.objects.order_by("position")[0]
    texts = {f"text_{language}": getattr(clause, f"text_{language}") for language in ("ru", "kk", "en")}
    period = EditionPeriod.objects.get(pk=every_case["petition_draft"].edition)
    running = Deadline.objects.filter(state=Deadline.RUNNING).values("key")
    term = ServiceTerm.objects.filter(key__in=running)[0]
    draft = every_case["petition_draft"]
    rule, _new = CountryRule.objects.get_or_create(country=draft.person.citizenship, defaults={"source": "List"})
    signer = User.objects.filter(role="signer").exclude(iin="")[0]
    post = {"email": signer.email, "full_name": signer.full_name, "language": "ru", "role": "signer", "is_active": "on"}
    head = BodyHead.objects.get(body="ministry")
    hours = WorkingHours.objects.get(body="ministry")
    work = {"name_ru": "Сварщик", "name_kk": "Дәнекерлеуші", "valid_from": "2026-01-01", "source": "№ 49"}
    words = {"text_ru": "Получено.", "text_kk": "Алынды.", "text_en": "Received.", "active": "on"}
    return [
        (
            ConsentClause,
            clause.pk,
            texts | {"position": "90", "source": clause.source, "bin": clause.bin, "active": "on"},
        ),
        (CountryRule, rule.pk, {"legalisation": "consular", "stay_days": "77", "source": "List"}),
        (ServiceTerm, term.pk, {"length": str(term.length + 1), "source": "Order"}),
        (EditionPeriod, period.pk, {"intake_from": f"{period.intake_from}", "intake_until": "2029-12-31", "note": "x"}),
        (NoticeText, "", words | {"what": "register"}),
        (User, signer.pk, post | {"iin": ""}),
        (BodyHead, head.pk, {"name": "Ахметов Ерлан", "source": "Приказ № 7"}),
        (WorkingHours, hours.pk, {"opens": "10:00", "closes": "17:00", "source": "Приказ № 7"}),
        (Profession, "", work | {"code": "77"}),
    ]


def test_what_is_only_known_of_a_row_touches_nobody(administrator: Client, every_case: Any) -> None:
    """Of a body its source; hours of another city."""
    hours = WorkingHours.objects.get(body="ministry")
    sent = {"opens": f"{hours.opens:%H:%M}", "closes": f"{hours.closes:%H:%M}", "source": "Письмо", "confirmed": "on"}
    assert administrator.post(url(WorkingHours, "change", hours.pk), sent).status_code == 302
    head = BodyHead.objects.get(body="ministry")
    names = {name: getattr(head, name) for name in ("name", "position_ru", "position_kk")}
    assert administrator.post(url(BodyHead, "change", head.pk), names | {"source": "Письмо"}).status_code == 302
