"""The mail about an official's act waits for some minutes; what was done holds at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as outbox
from django.urls import reverse

from cases.models import Effect, Notice
from cases.outbox import draining
from cases.programmes.nomad.states import State
from tests import people
from tests.cases.engine import ways
from tests.desks import open_case, signed_in, text

pytestmark = [pytest.mark.django_db, pytest.mark.database]

WAIT = 10
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _window(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DNR_MAIL_WAITS_MINUTES = WAIT
    monkeypatch.setattr("cases.letters.render_and_store", lambda ref, now: None)


def newest(case: Any) -> Notice:
    return Notice.objects.filter(case=case, user=case.person.user).order_by("-id")[0]


def test_an_act_holds_at_once_and_its_mail_waits() -> None:
    case = people.case_in(State.ARRIVED, prepared=False)
    row = newest(case)
    assert row.what == "record_arrival" and row.mail_after == row.at + WAIT * MINUTE
    with people.at(row.at + MINUTE):
        assert "Your arrival is recorded" in text(
            signed_in(case.person.user).get(reverse("egov:cabinet:case", args=[case.pk]))
        )
    draining.drain_effects(row.at + (WAIT - 1) * MINUTE)
    assert [m for m in outbox.outbox if case.number in m.subject and "arrival is recorded" in m.body] == []
    draining.drain_effects(row.at + (WAIT + 1) * MINUTE)
    row.refresh_from_db()
    assert row.mailed_at is not None


def test_the_officer_sees_how_long_it_waits() -> None:
    case = people.case_in(State.ARRIVED, prepared=False)
    user = people.officer()
    assert "leaves in 7 minutes" in text(open_case(user, case, 3 * MINUTE))
    assert "The mail to the applicant leaves" not in text(open_case(user, case, (WAIT + 1) * MINUTE))


def test_what_undoes_it_within_the_window_is_mailed_instead() -> None:
    case = ways.take(people.case_in(State.PRELIMINARY_DECISION), "propose_preliminary_refusal")
    first = newest(case)
    case = ways.take(ways.fresh(case), "drop_preliminary_refusal", first.at + 2 * MINUTE)
    second = newest(case)
    first.refresh_from_db()
    assert (first.replaced_by, second.what) == (second, "drop_preliminary_refusal")
    draining.drain_effects(second.at + (WAIT + 1) * MINUTE)
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.mailed_at is None and second.mailed_at is not None
    assert Effect.objects.get(kind="mail", ref=first.pk).state == "done"
    with people.at(second.at + MINUTE):
        cabinet = text(signed_in(case.person.user).get(reverse("egov:cabinet:case", args=[case.pk])))
    assert "was dropped" in cabinet


def test_after_the_window_both_are_mailed() -> None:
    case = ways.take(people.case_in(State.PRELIMINARY_DECISION), "propose_preliminary_refusal")
    first = newest(case)
    ways.take(ways.fresh(case), "drop_preliminary_refusal", first.at + (WAIT + 5) * MINUTE)
    first.refresh_from_db()
    assert first.replaced_by is None


def test_news_of_another_kind_replaces_nothing() -> None:
    case = people.case_in(State.CHECKS)
    first = Notice.objects.get(case=case, what="register")
    ways.take(case, "send_to_knb", first.at + MINUTE)
    first.refresh_from_db()
    assert first.replaced_by_id is None


def test_what_the_applicant_does_is_mailed_at_once() -> None:
    case = people.case_in(State.REGISTRATION)
    row = Notice.objects.get(case=case, what="file_application")
    assert row.mail_after is None


def test_without_the_setting_nothing_waits(settings: Any) -> None:
    settings.DNR_MAIL_WAITS_MINUTES = 0
    case = people.case_in(State.CHECKS)
    assert not Notice.objects.filter(case=case, mail_after__isnull=False).exists()
