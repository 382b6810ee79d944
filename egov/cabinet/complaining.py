"""What the person may complain about now, where the person looks first: on the home page and atop the case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from cases.models import Case, Letter


@dataclass(frozen=True, slots=True)
class Complaining:
    """About one adverse letter."""

    letter: Letter
    last_day: date
    higher: str
    """The body it goes to; "" where an administrator has entered none."""
    draft: Case | None
    """The complaint that is begun and not sent."""


def open_ways(letters: Iterable[Letter], today: date) -> Iterator[Complaining]:
    """Of letters with their `challenge` (`story.letters`). A draft remains until it is sent, after the last day too."""
    for letter in letters:
        way = letter.challenge  # type: ignore[attr-defined]
        if way is None:
            continue
        draft = way.complaint if way.complaint and way.complaint.submitted_at is None and way.complaint.open else None
        if draft or (way.complaint is None and today <= way.last_day):
            yield Complaining(letter, way.last_day, way.higher, draft)
