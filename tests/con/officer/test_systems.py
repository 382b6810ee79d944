"""The officer's page when an outside system is silent, late, or says otherwise than what was entered by hand."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from cases.gateways.contract import OPERATIONS
from cases.models import Breaker, Case, Discrepancy, Event, Exchange
from cases.states import State
from cases.templatetags.systems import OPERATION_NAMES
from tests import people
from tests.desks import case_url, open_case, signed_in, text

pytestmark = pytest.mark.django_db
HTTP = {"transport": "http", "url": "https://ibd.example/dnr", "key_id": "k", "secret": "s"}


def asked(case: Case, system: str = "ibd", **facts: Any) -> Exchange:
    """The newest question of the case to the system, made if the setting asks nobody."""
    found = Exchange.objects.filter(case=case, system=system, direction=Exchange.OUT).order_by("-id").first()
    now = people.after(case, timedelta(0))
    found = found or Exchange(system=system, operation="check", case=case, key=f"{case.number}.{system}", request={})
    facts = {"state": Exchange.PENDING, "created_at": now, "next_at": now} | facts
    for name, value in facts.items():
        setattr(found, name, value)
    found.save()
    return found


def test_every_operation_has_a_name() -> None:
    assert {operation.name for operation in OPERATIONS.values()} == set(OPERATION_NAMES)


def test_a_system_asked_by_hand_offers_its_step(settings: Any) -> None:
    settings.GATEWAYS = {}
    case = people.case_in(State.CHECKS, prepared=False)
    asked(case, next_at=None)
    page = text(open_case(people.officer(), case))
    assert "by hand" in page and reverse("cases:step", args=[case.pk, "record_check"]) in page


def test_a_silent_system_is_told_and_may_be_entered_by_hand(settings: Any) -> None:
    settings.GATEWAYS = {"ibd": HTTP}
    case = people.case_in(State.CHECKS, prepared=False)
    asked(case)
    page = text(open_case(people.officer(), case, timedelta(hours=3)))
    assert "No answer for 3 hours." in page
    assert "Enter the answer by hand" in page


def test_a_system_that_is_down_is_told_with_its_last_answer(settings: Any) -> None:
    settings.GATEWAYS = {"ibd": HTTP}
    case = people.case_in(State.CHECKS, prepared=False)
    asked(case)
    Breaker.objects.create(system="ibd", state=Breaker.OPEN, last_ok_at=people.START)
    assert "The system does not answer; it last did on" in text(open_case(people.officer(), case))


@pytest.fixture
def differing() -> Discrepancy:
    case = people.case_in(State.KNB)
    exchange = asked(case, state=Exchange.ANSWERED, outcome="discrepancy", answer={})
    facts = {"by_hand": {"clear": True, "reference": "1"}, "by_system": {"clear": False, "answered_on": "2026-06-02"}}
    return Discrepancy.objects.create(exchange=exchange, case=case, what="ibd", raised_at=people.START, **facts)


def url(found: Discrepancy) -> str:
    return reverse("cases:discrepancy", args=[found.case_id, found.pk])


def test_a_discrepancy_is_resolved_with_a_word(differing: Discrepancy) -> None:
    case, user = differing.case, people.officer()
    assert url(differing) in text(open_case(user, case))
    with people.at(people.after(case)):
        client = signed_in(user)
        assert "Answered by the system" in text(client.get(url(differing)))
        assert client.post(url(differing), {"word": " "}).status_code == 422
        assert client.post(url(differing), {"word": "The system is right."})["location"] == case_url(user, case)
        assert client.post(url(differing), {"word": "Once more."}).status_code == 302
    differing.refresh_from_db()
    assert (differing.resolved_by, differing.resolution) == (user, "The system is right.")
    assert Event.objects.filter(case=case, step="discrepancy_resolved").count() == 1


@pytest.mark.parametrize("who", [lambda: people.officer("almaty"), people.clerk, people.screener])
def test_it_is_not_there_for_others(differing: Discrepancy, who: Any) -> None:
    assert signed_in(who()).get(url(differing)).status_code in (403, 404)


def test_it_is_not_there_under_another_case(differing: Discrepancy) -> None:
    other = people.case_in(State.KNB)
    wrong = reverse("cases:discrepancy", args=[other.pk, differing.pk])
    assert signed_in(people.officer()).get(wrong).status_code == 404
