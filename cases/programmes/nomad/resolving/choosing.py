"""The choice, and what is wrong with it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.engine.steps.conditions import Faults
from cases.models import Case, Discrepancy
from cases.programmes.nomad.checks import check_papers, knb_letters
from cases.programmes.nomad.correcting import measuring
from cases.values import wording


class Choice(NamedTuple):
    """The decision of an officer, with the newer letter of КНБ where one is needed."""

    side: str
    """Of Discrepancy.SIDES."""
    word: str
    """Why."""
    letter_number: str = ""
    letter_on: date | None = None


def needs_letter(case: Case, row: Discrepancy) -> bool:
    """Whether the hand's word goes before the system's only with a letter of the body itself; not where the system has
    come round to it since."""
    return row.what == "knb" and knb_letters.outdated(case, bool(row.by_hand.get("clear")))


def faults(case: Case, row: Discrepancy, now: datetime, choice: Choice) -> Faults:
    """What is wrong with a choice: (field, reason); empty when nothing is."""
    wrong: Faults = []
    if choice.side not in dict(Discrepancy.SIDES):
        wrong.append(("side", _("Choose which of the two holds.")))
    if why := wording.text_fault(choice.word.strip(), wording.WHY):
        wrong.append(("word", why))
    if choice.side == Discrepancy.HAND and needs_letter(case, row):
        letter = bool(row.by_hand.get("clear")), choice.letter_number, choice.letter_on
        wrong += knb_letters.faults(case, now, *letter, fields=("letter_number", "letter_on"))
        if check_papers.newer_letter_missing(case, choice.letter_number):
            wrong.append(("paper", check_papers.LETTER_MISSING))
    if choice.side == Discrepancy.SYSTEM and row.what == "knb" and knb_letters.outdated(case, row.by_system["clear"]):
        wrong.append(("side", _("The bodies themselves have answered otherwise since: their newest answer holds.")))
    if row.resolved_at and (choice.side, choice.letter_number) == (row.side, row.letter_number):
        wrong.append(("side", _("This is what is recorded already: nothing would be put right.")))
    if row.what == "arrival" and "arrived_on" in row.by_hand and choice.side == Discrepancy.SYSTEM:
        day = row.by_system.get("crossed_on")
        wrong += [("side", why) for why in _impossible(case, day and date.fromisoformat(day)) if why]
    if row.what == "mp_number" and choice.side and _is_used(case, facts_of(row, choice.side).get("number") or ""):
        wrong.append(("side", _("Another case is registered under this number: correct it there first.")))
    return wrong


def _impossible(case: Case, day: date | None) -> list[Promise | None]:
    """Why nobody can have arrived on this day."""
    return [measuring.not_in_validity(case, day), measuring.after_the_visit(case, day)] if day else []


def facts_of(row: Discrepancy, side: str) -> dict[str, Any]:
    facts: dict[str, Any] = row.by_system if side == Discrepancy.SYSTEM else row.by_hand
    return facts


def _is_used(case: Case, number: str) -> bool:
    return bool(number) and Case.objects.filter(mp_number=number).exclude(pk=case.pk).exists()
