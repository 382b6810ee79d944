"""Calendar, rates, grounds and editions."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cases.models import CalendarDay, DutyRate, EditionPeriod, Ground, QuestionnaireForm
from cases.models.workcalendar import work_calendar
from tests.cases.admin.rooms import url

pytestmark = pytest.mark.django_db

DAY = {"date": "2026-11-23", "kind": "moved_day_off", "name_ru": "А", "name_kk": "Ә", "name_en": "", "source": "order"}


def test_a_day_off_counts_at_once(administrator: Client) -> None:
    day = timezone.datetime(2026, 11, 23).date()  # type: ignore[attr-defined]
    assert work_calendar().day(day).working
    assert administrator.post(url(CalendarDay, "add"), DAY).status_code == 302
    assert not work_calendar().day(day).working
    row = CalendarDay.objects.get(date=day)
    administrator.post(url(CalendarDay, "delete", row.pk), {"post": "yes"})
    assert work_calendar().day(day).working


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "worked_weekend"}, "date"),
        ({"date": "2026-11-22"}, "date"),
        ({"source": ""}, "source"),
        ({"date": "2026-12-16"}, "date"),
    ],
)
def test_a_wrong_calendar_day_is_refused(administrator: Client, wrong: Any, field: str) -> None:
    response = administrator.post(url(CalendarDay, "add"), DAY | wrong)
    assert field in response.context["adminform"].form.errors


def test_an_edition_ends_after_it_begins(administrator: Client) -> None:
    sent = {"intake_from": "2026-05-07", "intake_until": "2026-05-06", "note": ""}
    response = administrator.post(url(EditionPeriod, "change", "order_2026_241"), sent)
    assert "intake_until" in response.context["adminform"].form.errors


def test_a_duty_is_more_than_nothing(administrator: Client) -> None:
    sent = {"kind": "prp", "rate": "0", "index": "4400", "valid_from": "2027-01-01", "source": "x"}
    assert "rate" in administrator.post(url(DutyRate, "add"), sent).context["adminform"].form.errors
    assert administrator.post(url(DutyRate, "add"), sent | {"rate": "4"}).status_code == 302


def test_the_code_of_a_ground_is_fixed_once_it_is_in_use(administrator: Client) -> None:
    ground = Ground.objects.filter(kind="rework")[0]
    sent = {"code": "other-code", "kind": "final", "article": "1", "text_ru": "а", "text_kk": "ә", "text_en": ""}
    assert administrator.post(url(Ground, "change", ground.pk), sent).status_code == 302
    changed = Ground.objects.get(pk=ground.pk)
    assert (changed.code, changed.kind, changed.text_ru, changed.active) == (ground.code, "rework", "а", False)


@pytest.mark.parametrize("needs", ["incomplete:nothing", "document:moon", "expired", "about:photo"])
def test_what_a_ground_needs_is_checked_where_it_is_entered(administrator: Client, needs: str) -> None:
    sent = {"code": "new", "kind": "final", "article": "1", "text_ru": "а", "text_kk": "ә", "needs": needs}
    response = administrator.post(url(Ground, "add"), sent)
    assert needs in str(response.context["adminform"].form.errors["needs"])
    assert not Ground.objects.filter(code="new").exists()


def test_the_orders_of_a_ground_are_known(administrator: Client) -> None:
    sent = {"code": "new", "kind": "final", "article": "1", "text_ru": "а", "text_kk": "ә"}
    response = administrator.post(url(Ground, "add"), sent | {"editions": "order_1999"})
    assert "order_2026_241" in str(response.context["adminform"].form.errors["editions"])
    sent |= {"editions": "order_2026_241", "valid_from": "2027-01-01"}
    assert administrator.post(url(Ground, "add"), sent).status_code == 302
    row = Ground.objects.get(code="new")
    assert str(row.valid_from) == str(row.history.get().valid_from) == "2027-01-01"
    assert "2027" in administrator.get(url(Ground, "changelist")).content.decode()
    assert row.applies_under("order_2026_241") and not row.applies_under("order_2025_1")


def test_a_questionnaire_is_copied_to_a_new_version(administrator: Client) -> None:
    old = QuestionnaireForm.objects.all()[0]
    import json

    sent = {"version": "official-1", "valid_from": "2026-12-01", "source": "adilet", "fields": json.dumps(old.fields)}
    assert administrator.post(url(QuestionnaireForm, "add"), sent).status_code == 302
    assert QuestionnaireForm.objects.get(pk="official-1").fields == old.fields


@pytest.mark.parametrize("fields", ["[]", "{", '[{"key": "x"}]', '[{"key": "X 1", "type": "text"}]', '"text"'])
def test_a_wrong_questionnaire_is_refused(administrator: Client, fields: str) -> None:
    sent = {"version": "wrong", "valid_from": "2026-12-01", "source": "x", "fields": fields}
    response = administrator.post(url(QuestionnaireForm, "add"), sent)
    assert response.status_code == 200 and "fields" in response.context["adminform"].form.errors
    assert fields.replace('"', "&quot;") in response.content.decode()
