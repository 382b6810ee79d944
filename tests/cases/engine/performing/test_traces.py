"""What a step leaves behind, and that a refused or broken one leaves nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from cases.engine import writing
from cases.engine.steps.errors import ConflictError
from cases.models import Decision, Event
from cases.programmes.nomad.states import State
from tests import people
from tests.cases.engine import ways
from tests.cases.engine.performing.refusing import Stand, refused
from tests.cases.engine.ways import nothing_written

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.mark.parametrize(("state", "name"), [("slot_choice", "book_interview"), ("interview", "rebook")])
def test_a_time_that_another_holds_is_refused(stand: Stand, state: str, name: str) -> None:
    taken = stand("interview").slot
    assert "just been taken" in refused(ConflictError, people.case_in(state, prepared=False), name, slot=taken)


def test_a_withdrawal_gives_the_time_back(stand: Stand) -> None:
    case = people.case_in("interview", prepared=False)
    assert case.slot
    ways.take(case, "withdraw")
    assert ways.take(stand("slot_choice"), "book_interview", slot=case.slot).slot_id == case.slot_id


def test_a_step_that_breaks_in_the_middle_leaves_nothing(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    case = stand("preliminary_decision")

    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("the disk is gone")

    monkeypatch.setattr("cases.outbox.jobs.after_commit", broken)
    with nothing_written(), pytest.raises(RuntimeError), transaction.atomic():
        ways.take(case, "approve_preliminary")


def test_wrong_facts_leave_nothing(stand: Stand) -> None:
    case = stand("screening")
    with nothing_written(), pytest.raises(TypeError), transaction.atomic():
        ways.take(case, "admit", surprise=1)


def test_the_event_tells_who_why_and_by_which_request(stand: Stand) -> None:
    case = people.under_2025(stand("screening"))
    ways.take(case, "refuse_screening", request_id="abc")
    event = Event.objects.filter(case=case).order_by("-id")[0]
    assert (event.user_name, event.actor, event.request_id) == ("Screener", "screener", "abc")
    assert event.facts == {"grounds": [people.free_ground("petition")], "text": people.REASONS}
    decision = Decision.objects.get(case=case, kind="refuse_petition")
    assert (decision.grounds, decision.text) == (event.facts["grounds"], people.REASONS)


def test_the_case_handed_in_is_not_changed(stand: Stand) -> None:
    case = stand("screening")
    version = case.version
    ways.take(case, "admit")
    assert (case.state, case.version) == (State.SCREENING, version)


def test_a_case_is_not_amended_into_another_state(stand: Stand) -> None:
    case = stand("screening")
    with nothing_written(), pytest.raises(ValueError, match="perform"):
        writing.amend(case, None, people.START, "edit", {}, state="granted")
