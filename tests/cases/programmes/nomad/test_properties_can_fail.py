"""A rule is broken on purpose, and the property test that guards it has to fail: a test that cannot is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from cases.engine.rulings import ruling
from cases.engine.steps import STEPS
from cases.law.places import May
from cases.models import Case
from cases.programmes.nomad.hearings import hearing
from cases.programmes.nomad.programme import NOMAD
from cases.programmes.nomad.states import PLACES, State
from tests import people
from tests.cases.engine import test_machine as machine
from tests.cases.engine import ways
from tests.cases.programmes.nomad import test_hearing_walks as walks
from tests.cases.programmes.nomad import test_no_grant_against_the_file as grants
from tests.cases.programmes.nomad import test_rulings as back

pytestmark = pytest.mark.django_db

Patch = pytest.MonkeyPatch


@contextmanager
def noticed() -> Iterator[None]:
    """By an assertion, or by a refusal that did not come."""
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        yield


def changed(patch: Patch, name: str, **fields: Any) -> None:
    """A step that is declared otherwise, wherever it is looked up."""
    step = replace(STEPS[name], **fields)
    for known in {id(each): each for each in (STEPS, NOMAD.steps)}.values():
        patch.setitem(known, name, step)  # type: ignore[arg-type]


def without(patch: Patch, name: str, requirement: str) -> None:
    kept = tuple(need for need in STEPS[name].requires if not need.name.startswith(requirement))
    assert len(kept) == len(STEPS[name].requires) - 1, "it is asked for"
    changed(patch, name, requires=kept)


GRANTS = [
    ("grant", State.FINAL_REVIEW, "knb_approved", "knb"),
    ("grant", State.FINAL_REVIEW, "checks_final", "border"),
    ("grant", State.FINAL_REVIEW, "entry_stands", "crossing"),
    ("grant", State.FINAL_REVIEW, "documents_con", "disease"),
    ("grant", State.FINAL_REVIEW, "duty_paid", "duty"),
    ("approve_preliminary", State.PRELIMINARY_DECISION, "knb_approved", "knb"),
    ("approve_preliminary", State.PRELIMINARY_DECISION, "checks_preliminary", "ibd"),
    ("approve_preliminary", State.PRELIMINARY_DECISION, "documents_application", "passport"),
    ("approve_preliminary", State.PRELIMINARY_DECISION, "duty_paid", "duty"),
]
"""Step, the state from which it is taken, what it asks for, and the negative fact that this holds against."""


@pytest.mark.parametrize(("name", "state", "requirement", "fact"), GRANTS)
def test_a_favourable_decision_that_asks_for_less(
    monkeypatch: Patch, name: str, state: State, requirement: str, fact: str
) -> None:
    case = people.case_in(state)
    without(monkeypatch, name, requirement)
    with noticed():
        grants.holds_against(fact, case)


ACT = "refuse_final"


def _wait_is_over(patch: Patch) -> None:
    """The three days before the act are not waited for."""
    patch.setattr(hearing, "act_from", lambda due: people.local_day(people.START))


def _nobody_is_heard(patch: Patch) -> None:
    without(patch, ACT, "heard_before")


def _grounds_are_not_compared(patch: Patch) -> None:
    kept = tuple(each for each in STEPS[ACT].demands if each.name != "grounds_heard")
    assert len(kept) == len(STEPS[ACT].demands) - 1
    changed(patch, ACT, demands=kept)


def _nothing_is_answered(patch: Patch) -> None:
    kept = tuple(each for each in STEPS[ACT].demands if each.name != "objections_answered")
    assert len(kept) == len(STEPS[ACT].demands) - 1
    changed(patch, ACT, demands=kept)


@pytest.mark.parametrize("broken", [_wait_is_over, _nobody_is_heard, _grounds_are_not_compared, _nothing_is_answered])
def test_a_refusal_that_hears_less(monkeypatch: Patch, broken: Callable[[Patch], None]) -> None:
    broken(monkeypatch)
    with noticed():
        walks.plain_way(ACT)


def test_an_exception_that_serves_a_later_consideration(monkeypatch: Patch) -> None:
    monkeypatch.setattr(hearing, "_spared", lambda case, act: case.dossier.unheard(act) is not None)
    with noticed():
        walks.test_an_exception_serves_the_consideration_in_which_it_was_recorded_and_no_later()


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("close_validity", {"target": State.LAPSED}),
        ("register", {"target": State.PRELIMINARY_REFUSED}),
        ("propose_final_refusal", {"target": State.FINAL_REFUSED}),
    ],
)
def test_a_way_around_the_hearing(monkeypatch: Patch, name: str, fields: dict[str, Any]) -> None:
    changed(monkeypatch, name, **fields)
    with noticed():
        walks.test_no_path_leads_to_an_adverse_end_around_the_hearing()


@pytest.mark.parametrize("state", [State.LAPSED, State.FINAL_REFUSED, State.REWORK])
def test_an_act_that_no_ruling_undoes(monkeypatch: Patch, state: State) -> None:
    place = PLACES[state]
    monkeypatch.setitem(PLACES, state, replace(place, may=place.may - {May.RULE}))  # type: ignore[arg-type]
    with noticed():
        back.test_every_end_has_its_way_back()


def test_a_ruling_that_leaves_the_bar(monkeypatch: Patch) -> None:
    monkeypatch.setattr(ruling, "is_current", lambda case, row: False)
    with noticed():
        back.test_by_a_ruling_the_case_stands_where_the_act_was_taken(State.FINAL_REFUSED)


@pytest.mark.parametrize(
    ("name", "state"),
    [("close_validity", State.PRELIMINARY_APPROVED), ("resubmit_petition", State.PETITION_INCOMPLETE)],
)
def test_a_state_without_its_day(monkeypatch: Patch, every_case: dict[State, Case], name: str, state: State) -> None:
    changed(monkeypatch, name, starts=tuple(key for key in STEPS[name].starts if key == "arrival_word"))
    after = ways.take(every_case[state], name)
    with noticed():
        machine.test_every_open_state_has_its_day({**every_case, State(after.state): after})
