"""Over the whole graph: whatever speaks against the person, and wherever it is recorded, no way leads past it to a
favourable decision. What stands is read here from the rows, not by the portal's own requirements."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from django.db import transaction

from cases.engine.steps import STEPS, Step, steps_from
from cases.law.calendar import local_day
from cases.law.errors import CaseError
from cases.law.places import May
from cases.models import Case, Check, Document, PackageItem, Payment
from cases.programmes.nomad.programme import NOMAD
from cases.programmes.nomad.states import PLACES, State
from tests import people
from tests.cases.engine import ways
from tests.cases.programmes.nomad.test_dead_ends import FACTS, HEARINGS, RECORDED, WHY, can_be

pytestmark = pytest.mark.django_db

FAVOURABLE = {
    step.name
    for step in NOMAD.steps.values()
    if step.target and (result := PLACES[State(step.target)].result) and result.outcome == "approved"
}
"""Decisions in the person's favour that are reported to the portal of the state."""


def _check(kind: str, case: Case) -> bool:
    last = Check.objects.filter(case=case, kind=kind).order_by("-id").first()
    return last is not None and not last.clear


def _document(case: Case, kind: str, against: Callable[[Document], bool]) -> bool:
    last = Document.objects.filter(case=case, kind=kind).order_by("-id").first()
    return last is not None and against(last)


def _short(housing: Document) -> bool:
    return bool(housing.valid_from and housing.expires_on and (housing.expires_on - housing.valid_from).days < 179)


def _no_crossing(case: Case) -> None:
    """An entry was recorded with the arrival; the newer word is that none was found."""
    Check.objects.create(case=case, kind="arrival", clear=True, happened_on=case.arrived_on, at=people.after(case))
    case.forget_dossier()
    given: Any = {"entered": False, "crossed_on": None, "text": "No entry was found on that day.", "reason": WHY}
    ways.take(case, "correct_crossing", **given)


def _here(fact: str, case: Case) -> bool:
    if fact == "crossing":
        return bool(case.arrived_on) and case.state in STEPS["correct_crossing"].sources
    return can_be(fact, case)


STANDS: dict[str, Callable[[Case], bool]] = {
    **{kind: partial(_check, kind) for kind in ("ibd", "sio", "knb", "border", "adis", "originals")},
    "crossing": partial(_check, "arrival"),
    "passport": lambda case: _document(case, "passport", lambda d: d.expires_on == local_day(people.START)),
    "not legalised": lambda case: _document(case, "criminal_record", lambda d: not d.legalisation),
    "contract": lambda case: _document(case, "housing", _short),
    "no notary": lambda case: _document(case, "housing", lambda d: not d.notarised),
    "disease": lambda case: _document(case, "medical", lambda d: d.bars_entry is True),
    "duty": lambda case: not Payment.objects.filter(case=case, kind="prp", state="paid").exists(),
    "word": lambda case: PackageItem.objects.filter(case=case, kind="passport").latest("id").accepted is False,
}
"""By fact of `FACTS`, whether it still speaks against the person, by the newest row."""
HERE: dict[str, Callable[[Case], object]] = {**FACTS, "crossing": _no_crossing}
BESIDE_THE_MATTER = {"interview", "card duty"}
"""A recommendation, by which the ministry is not bound (п. 8); and what is due after the grant."""


def moving(state: str) -> Iterator[Step]:
    """The steps that bring the case on and do not end it."""
    for step in steps_from(state):
        if step.target and not step.beside and not PLACES[State(step.target)].final:
            yield step


def favourable(case: Case, fact: str, seen: set[str]) -> set[tuple[str, str]]:
    """(where, step) of each favourable decision that is made on any way from here while the fact stands; up to the
    states where the same fact can be recorded too, as the ways on from there are walked from there. Without a `fact`:
    on any way at all."""
    if case.state in seen or May.HEAR in case.place.may:
        return set()
    seen.add(str(case.state))
    made: set[tuple[str, str]] = set()
    for step in moving(case.state):
        mark = transaction.savepoint()
        with suppress(CaseError):
            if people.MAIN_WAY_OUT.get(State(case.state)) == step.name:
                people.Journey.of(ways.fresh(case), case.city_id or "astana").prepare()
            if not fact or STANDS[fact](case):
                after = ways.fresh(ways.take(ways.fresh(case), step.name))
                made |= {(str(case.state), step.name)} if step.name in FAVOURABLE else set()
                ahead = not fact or (STANDS[fact](after) and not _here(fact, after))
                made |= favourable(after, fact, seen) if ahead else set()
        transaction.savepoint_rollback(mark)
    return made


def holds_against(fact: str, case: Case) -> None:
    """Recorded here, it is led past on no way on; afterwards the case is as it was."""
    mark = transaction.savepoint()
    HERE[fact](ways.fresh(case))
    assert STANDS[fact](case), (fact, "it was not recorded")
    assert favourable(ways.fresh(case), fact, set()) == set(), fact
    transaction.savepoint_rollback(mark)


@pytest.mark.parametrize("state", [s for s in RECORDED if s not in HEARINGS])
def test_no_way_leads_from_a_negative_fact_to_a_favourable_decision(state: str) -> None:
    """Each fact that can be recorded here × each way on."""
    case = people.case_in(state)
    for fact in STANDS:
        if _here(fact, case):
            holds_against(fact, case)


def test_every_fact_is_recorded_somewhere() -> None:
    assert set(STANDS) == set(HERE) - BESIDE_THE_MATTER
    unseen = set(STANDS)
    for state in (State.REGISTRATION, State.PRELIMINARY_DECISION, State.INTAKE, State.FINAL_REVIEW):
        case = people.case_in(state)
        unseen -= {fact for fact in unseen if _here(fact, case)}
    assert not unseen


def test_without_such_a_fact_the_walk_comes_to_both_decisions() -> None:
    case = people.case_in(State.CHECKS)
    assert {"approve_preliminary", "grant"} == FAVOURABLE
    assert favourable(case, "", set()) == {(str(source), name) for name in FAVOURABLE for source in STEPS[name].sources}
