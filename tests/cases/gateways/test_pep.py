"""What the portal of the state is told of a decision: by the place, for every state of every programme."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.db.models import TextChoices

from cases.engine.programmes import PROGRAMMES
from cases.engine.steps import STEPS
from cases.gateways.pep.base import result
from cases.law.places import PLACES, place_of
from cases.programmes.nomad.states import State
from tests import people

REPORTED = {
    State.PRELIMINARY_APPROVED: ("preliminary", "approved"),
    State.PRELIMINARY_REFUSED: ("preliminary", "refused"),
    State.GRANTED: ("final", "approved"),
    State.FINAL_REFUSED: ("final", "refused"),
}
"""п. 19, 22, 24: the second, independent copy."""
EVERY = [state for programme in PROGRAMMES.values() for state in programme.places]


def standing_in(state: TextChoices) -> Any:
    return SimpleNamespace(
        number="HUB-2026-00001",
        person=SimpleNamespace(iin="850517300018"),
        state=state.value,
        place=place_of(state.value),
        preliminary_number="",
    )


@pytest.mark.parametrize("state", EVERY)
def test_only_what_was_decided_is_reported_and_nothing_passes_for_an_approval(state: TextChoices) -> None:
    if state not in REPORTED:
        with pytest.raises(ValueError, match="no decision to report"):
            result(standing_in(state), None, people.START)
        return
    sent = result(standing_in(state), None, people.START)
    assert (sent.stage, sent.outcome) == REPORTED[State(state)]


def test_the_steps_that_report_are_those_that_lead_to_a_decision() -> None:
    reporting = {step.target for step in STEPS.values() if "pep.result" in step.asks}
    assert reporting == {state for state, place in PLACES.items() if place.result} == set(REPORTED)
    assert [
        s for s, place in PLACES.items() if place.result and (place.tone == "refused") != (place.result[1] == "refused")
    ] == []
