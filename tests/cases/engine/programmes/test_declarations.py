"""A declaration that does not fit the others is found by `manage.py check`, before anybody meets it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest

from cases.engine.programmes.declarations import Declared, declared_of, problems
from cases.engine.steps import Binding, Numbering
from cases.law.regulations import editions
from cases.programmes.nomad import KEY
from cases.programmes.nomad.kinds import Decided
from cases.programmes.nomad.programme import NOMAD
from cases.programmes.nomad.states import PLACES, State

STEPS = dict(NOMAD.steps)
"""Of this programme alone."""


Change = Callable[[], dict[str, Any]]


def declared(**changed: Any) -> Declared:
    return replace(declared_of(NOMAD), **changed)


def step(name: str, **changed: Any) -> Change:
    return lambda: {"steps": STEPS | {name: replace(STEPS[name], **changed)}}


def without_step(name: str) -> Change:
    return lambda: {"steps": {n: s for n, s in STEPS.items() if n != name}}


def place(state: State, **changed: Any) -> Change:
    return lambda: {"places": PLACES | {state: replace(PLACES[state], **changed)}}


def without_place(state: State) -> Change:
    return lambda: {"places": {s: p for s, p in PLACES.items() if s != state}}


def edition(table: str, key: str, **changed: Any) -> Change:
    """The first edition without this term or bar, or with another."""

    def change() -> dict[str, Any]:
        first, *others = editions(KEY)
        rows = {k: v for k, v in getattr(first, table).items() if k != key}
        rows |= {key: replace(getattr(first, table)[key], **changed)} if changed else {}
        other: dict[str, Any] = {table: MappingProxyType(rows)}
        return {"editions": [replace(first, **other), *others]}

    return change


def test_what_is_declared_fits_together() -> None:
    assert problems(declared()) == []


@pytest.mark.parametrize(
    ("change", "number", "words"),
    [
        (without_place(State.KNB), 1, "no place is declared for the state knb"),
        (without_step("invite"), 2, "State admitted: no step leaves it"),
        (step("lapse", sources=(State.LAPSED,)), 2, "State lapsed: it is final"),
        (step("approve_preliminary", target=State.ARRIVED), 2, "State preliminary_approved: no step leads to it"),
        (step("register", form="registr"), 3, "Step register: no form 'registr'"),
        (step("grant", letter="grant"), 3, "Step grant: no letter 'grant'"),
        (step("refuse_final", grounds="last"), 3, "Step refuse_final: no kind of grounds 'last'"),
        (step("grant", decisions=("given",)), 3, "Step grant: no kind of decision 'given'"),
        (step("register", asks=("ismp.enter",)), 3, "no question to an outside system 'ismp.enter'"),
        (step("claim_arrival", form=""), 4, "No step names the form 'claim'"),
        (step("record_interview", form=""), 5, "it names no form, and none can be made of its facts: held_at"),
        (step("return_for_rework", grounds=""), 4, "No step names the kind of grounds 'rework'"),
        (step("order_card", decisions=()), 4, f"No step names the kind of decision '{Decided.ORDER_CARD}'"),
        (step("grant", numbers=Numbering("permit", lambda case: "A")), 5, "a case has no field 'permit'"),
        (step("resubmit", binds=Binding(takes="order")), 5, "a case has no field 'order'"),
        (step("record_arrival", happened="came_on"), 5, "it has no fact 'came_on'"),
        (step("record_check", subject_in="what"), 5, "it has no fact 'what'"),
        (place(State.SCREENING, corrects=("photo",)), 6, "Facts 'photo' can be put right, and no step settles them"),
        (step("admit", settles=("interview",)), 6, "Step admit: it settles 'interview'"),
        (edition("terms", "knb"), 7, "no term 'knb', which the step send_to_knb starts or stops"),
        (edition("bars", "lapsed"), 7, "no bar 'lapsed', which the step lapse brings"),
        (edition("terms", "knb", event=("ask_knb",)), 8, "term knb: no step 'ask_knb'"),
        (edition("terms", "knb", bounds=("asked",)), 8, "term knb: no state 'asked'"),
        (edition("terms", "knb", on_expiry="grant"), 8, "'grant' is no step of the clock"),
        (step("send_to_knb", starts=()), 8, "term knb: the step send_to_knb does not start it"),
        (step("grant", starts=("residence", "knb")), 8, "Step grant: it starts 'knb', and under no edition"),
        (edition("terms", "courier", bounds=("dispatch",)), 9, "no term runs over the state in_transit"),
        (step("return_package", starts=()), 9, "step return_package: no term of arrived runs once it is taken"),
        (step("admit", by=STEPS["annul"].by), 8, "Step admit: it is the clock's, and no term ends with it"),
    ],
)
def test_a_fault_is_detected_and_named(change: Change, number: int, words: str) -> None:
    results = [problem for problem in problems(declared(**change())) if problem.id == f"process.E{number:03}"]
    assert [problem.msg for problem in results if words in problem.msg], [problem.msg for problem in results]
