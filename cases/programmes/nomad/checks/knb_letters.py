"""The letter of КНБ by which an officer enters its answer.

Art. 49 of the migration law: no permit without the positive approval of КНБ. Where КНБ itself has answered otherwise,
only a newer letter of its own goes before that answer, whoever enters it, and by whichever door.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine.steps.conditions import Faults
from cases.law.calendar import local_day
from cases.models import Discrepancy
from cases.programmes.nomad.correcting import measuring
from cases.values import letter_numbers, moments

if TYPE_CHECKING:
    from cases.models import Case, Check, Deadline


def faults(
    case: Case,
    now: datetime,
    clear: bool,
    number: str | None,
    on: date | None,
    fields: tuple[str, str] = ("reference", "answered_on"),
) -> Faults:
    """What is wrong with the letter by which `clear` is entered as КНБ's answer; `fields`: names of the two facts."""
    checks = ((fields[0], _number(case, clear, number or "")), (fields[1], _day(case, now, clear, on)))
    return [(field, why) for field, why in checks if why]


def newest(case: Case) -> dict[str, Any] | None:
    """What КНБ itself has answered last, as `Dossier.own_answers` gives it."""
    return next(reversed(case.dossier.own_answers("knb")), None)


def outdated(case: Case, clear: bool) -> bool:
    """КНБ itself has answered otherwise since: its earlier answer holds no more."""
    itself = newest(case)
    return itself is not None and itself["clear"] != clear


def term_by(
    case: Case, earlier: Check, clear: bool, number: str, on: date | None
) -> tuple[Deadline, dict[str, Any]] | None:
    """The term of п. 15 and what it holds by the corrected day of the answer that ended it; None where it is another
    letter that is entered: a newer one changes nothing about the first."""
    term = measuring.met_term(case, "knb")
    same = clear == earlier.clear or letter_numbers.number_key(number) == letter_numbers.number_key(earlier.reference)
    if term is None or term.stopped_at is None or on is None or not same or outdated(case, clear):
        return None
    return None if on > local_day(term.stopped_at) else (term, measuring.by_day(term, on))


def _number(case: Case, clear: bool, number: str) -> str | Promise | None:
    key = letter_numbers.number_key(number)
    if not key:
        return _("Enter the number of the letter.")
    if wrong := letter_numbers.number_fault(number):
        return wrong
    if not outdated(case, clear) or key not in _known(case, clear):
        return None
    return _(
        "A letter of this number is on file already, and the bodies themselves have answered otherwise. A newer letter "
        "of theirs has a number of its own."
    )


def _known(case: Case, clear: bool) -> set[str]:
    """Keys of the numbers that were on file when КНБ answered, or that have answered the contrary since. The newer
    letter itself stays free: its day or its words can still be put right."""
    itself = newest(case)
    assert itself is not None
    answers = [c for c in case.dossier.checks if c.kind == "knb"]
    newer = {letter_numbers.number_key(c.reference) for c in answers if c.at > itself["at"] and c.clear == clear}
    contrary = {letter_numbers.number_key(c.reference) for c in answers if c.at > itself["at"] and c.clear != clear}
    earlier = {letter_numbers.number_key(c.reference) for c in answers if c.at <= itself["at"]}
    return earlier | set(_compared(case)) | (contrary - newer)


def _compared(case: Case) -> Iterator[str]:
    """Keys of the numbers on both sides of every discrepancy about КНБ's answer."""
    for row in Discrepancy.objects.filter(case=case, what="knb"):
        for side in (row.by_hand, row.by_system):
            yield letter_numbers.number_key(side.get("reference") or "")


def _day(case: Case, now: datetime, clear: bool, on: date | None) -> str | Promise | None:
    if on is None:
        return _("Enter the date of the letter.")
    if on > local_day(now):
        return _("This day is still to come.")
    term = case.dossier.newest("knb")
    if term and on < local_day(term.starts_at):
        return _("The answer cannot be older than the request.")
    itself = newest(case)
    if itself is None or itself["clear"] == clear:
        return None
    answered = itself.get("answered_on")
    answered_day = date.fromisoformat(answered) if answered else local_day(itself["at"])
    if on >= answered_day:
        return None
    sentence = _(
        "The bodies themselves answered otherwise on {day}. Only a later letter of theirs goes before that answer."
    )
    return format_lazy(sentence, day=moments.day(answered_day))
