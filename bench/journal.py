"""What officers at work were answered, and whether the database holds just that: nothing lost, nothing twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from cases.models import Assignment, Case, CaseNote, Event, StepDraft, User
from cases.programmes.nomad.states import State

DECISION, DECIDED = "register", State.CHECKS
"""What the officers decide, and where it takes a case."""
History: Any = Case.history.model  # type: ignore[attr-defined]


@dataclass(slots=True)
class Journal:
    """All that the portal has confirmed to somebody, by key of the case."""

    took: list[tuple[UUID, UUID]] = field(default_factory=list)
    handed: list[tuple[UUID, UUID, UUID]] = field(default_factory=list)
    notes: list[tuple[UUID, UUID, str]] = field(default_factory=list)
    decided: list[tuple[UUID, UUID, str]] = field(default_factory=list)
    owner: dict[UUID, UUID] = field(default_factory=dict)
    """Whose it was last."""
    drafts: dict[str, tuple[UUID, UUID, str]] = field(default_factory=dict)
    """Author, case and the text last saved, by key of the draft."""
    contested: list[UUID] = field(default_factory=list)
    """Decided by two at once."""
    errors: list[str] = field(default_factory=list)
    """Answers that nobody should get."""
    times: dict[str, list[float]] = field(default_factory=dict)

    def time(self, what: str, seconds: float) -> None:
        self.times.setdefault(what, []).append(seconds)


def faults(journal: Journal, officers: Collection[User], cases: Collection[UUID], version: int) -> Iterator[str]:
    """In words. `cases`: all that waited for them, at `version`."""
    yield from journal.errors
    mine = {"user__in": officers}
    taken = Assignment.objects.filter(way=Assignment.NEXT, **mine).values_list("user", "case")
    yield from _differ("taken", journal.took, taken)
    yield from (f"{case} taken twice" for case, n in Counter(case for _user, case in journal.took).items() if n > 1)
    handed = Assignment.objects.filter(way=Assignment.HANDED_OVER, **mine).values_list("by", "user", "case")
    yield from _differ("handed over", journal.handed, handed)
    written = CaseNote.objects.filter(by__in=officers).values_list("by", "case", "text")
    yield from _differ("note", journal.notes, written)
    now = Assignment.objects.filter(case__in=cases, ended_at__isnull=True).values_list("case", "user")
    yield from _differ("owner", list(journal.owner.items()), now)
    yield from _undecided(journal, cases, version)


def _undecided(journal: Journal, cases: Collection[UUID], version: int) -> Iterator[str]:
    """Decisions, one a case, with its row, its version and its history; drafts of cases that nobody has decided."""
    events = Event.objects.filter(case__in=cases, step=DECISION, user__isnull=False).filter(version__gt=version)
    yield from _differ("decision", journal.decided, [(e.user_id, e.case_id, e.facts["mp_number"]) for e in events])
    number = {case: number for _user, case, number in journal.decided}
    yield from (f"{case} decided {n} times" for case, n in Counter(c for _u, c, _n in journal.decided).items() if n > 1)
    rows = Case.objects.filter(pk__in=cases).values_list("pk", "version", "mp_number")
    wanted = [(pk, version + (pk in number), number.get(pk, "")) for pk in cases]
    yield from _differ("row", wanted, rows)
    moved = Case.objects.filter(pk__in=cases, state=DECIDED).values_list("pk", flat=True)
    yield from _differ("state", list(number), moved)
    versions = History.objects.filter(id__in=cases, version__gt=version).values_list("id", flat=True)
    yield from _differ("history", list(number), versions)
    yield from (f"{case} decided by two, and by nobody" for case in journal.contested if case not in number)
    actual = StepDraft.objects.filter(case__in=cases, step=DECISION).exclude(case__in=list(number))
    saved = [draft for draft in journal.drafts.values() if draft[1] not in number]
    yield from _differ("draft", saved, [(row.user_id, row.case_id, row.data["mp_number"][0]) for row in actual])


def _differ(what: str, confirmed: Collection[Any], rows: Collection[Any]) -> Iterator[str]:
    known, actual = Counter(confirmed), Counter(rows)
    yield from (f"{what} lost: {row}" for row in known - actual)
    yield from (f"{what} that nobody has heard of: {row}" for row in actual - known)
