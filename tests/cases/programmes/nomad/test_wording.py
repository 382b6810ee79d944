"""Whatever people read as a reason is words: one measure for every step that is given any, and for the other forms."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import fields
from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import MagicMock

import pytest
from django.utils import translation

from cases.admin.identity import DecisionForm
from cases.engine.facts import StepFacts, words_of
from cases.engine.steps import STEPS, Step
from cases.programmes.nomad import wording
from egov.accounts.identity_forms import NameForm
from tests import people

NO_PROSE = {
    "card_number", "courier", "crossing", "kind", "mp_number", "profession", "reference", "stay_address", "address",
    "waybill", "cause", "document", "number", "body", "act", "successor", "case", "ruling",
}  # fmt: skip
"""Numbers, names, addresses and codes: facts of text that are no sentence."""
EMPTY = ("..........", "!!!! ???? ....", "аааааа аааааа аааааа", "123 456 789", "x" * 5000)


PROSE = [
    (name, one.name)
    for name, step in STEPS.items()
    for one in fields(step.facts)
    if one.type == "str" and one.name in words_of(step.facts) and one.name not in NO_PROSE
]
"""(step, fact) of every text that is read as words; a new one is among them until it is declared as data."""


GOOD = "The paper shows another day than the copy."


def faults(step: Step, fact: str, words: str) -> set[str]:
    """What the demands find wrong with these words; what they ask of the case itself is no matter here."""
    found: set[str] = set()
    told: dict[str, Any] = {one.name: None for one in fields(step.facts) if one.init} | {fact: words}
    told |= {"missing": (), "returns": (), "clear": False, "accepted": True} | {fact: words}
    case, now, given = MagicMock(), people.START, cast(StepFacts, SimpleNamespace(**told))
    case.dossier.stale.return_value = False
    for demand in step.demands:
        with suppress(Exception):
            found |= {str(why) for name, why in demand.check(case, now, given) if name == fact}
    return found


@pytest.mark.parametrize(("name", "fact"), PROSE)
def test_boilerplate_is_refused_wherever_words_are_read(name: str, fact: str) -> None:
    fine = faults(STEPS[name], fact, GOOD)
    assert [words for words in EMPTY if not faults(STEPS[name], fact, words) - fine] == []


@pytest.mark.parametrize("words", EMPTY)
def test_the_reason_of_a_name_decision_is_words_and_so_is_the_request(words: str) -> None:
    form = DecisionForm({"decision": "refuse", "reason": words})
    assert "reason" in form.errors
    asked = NameForm({"surname": "SMITH", "why": words}, person=MagicMock(surname="SMYTH"))
    assert "why" in asked.errors


def test_there_are_steps_that_are_given_words() -> None:
    assert len(PROSE) > 20


def test_both_ends_of_the_length_are_told() -> None:
    with translation.override("en"):
        assert "At most" in str(wording.lacking("a good word " * 500, wording.WHY))
        assert "at least" in str(wording.lacking("So.", wording.WHY))
