"""Who may read a recorded fact: one predicate for every door (pages, timeline, letters, signed sheets, admin).

Who reads a fact is declared with the fact: `readers` and `inner` of a step, `Event.READERS` and `readers`
of another event, `readers` of a kind of letter, `check_readers` and `term_readers` of a programme's `Names`. Which
cases a person sees at all is another question: `cases.models.queries.scope`, `horizon`.
"""

from __future__ import annotations

from collections.abc import Iterable

from cases.engine.steps.declaring import STEPS
from cases.law import names
from cases.law.actors import EVERYBODY, OFFICE, Readers, Role
from cases.law.titles import CHECKS, HEARING, RULING, rule_of
from cases.models import Case, Document, Event, User
from cases.models.letter import LETTERS
from cases.models.queries import horizon

_NOBODY: Readers = frozenset()


def reads(role: str, readers: Readers) -> bool:
    """Whether `role` is among `readers`; the auditor reads everything (process: "all, with history and read log")."""
    return role == Role.AUDITOR or role in readers


def event_readers(name: str, key: str = "") -> Readers:
    """Readers of an event; with `key`, of one of its facts, which may have fewer."""
    step = STEPS.get(name)
    if step is None:
        return names.EVENT_READERS.get(name) or Event.READERS.get(name, EVERYBODY)
    return step.readers & step.inner.get(key, EVERYBODY)


def note_readers(event: Event, key: str = "") -> Readers:
    """Readers of what was recorded, as `event_readers`; of a correction that waits, those of the correction itself."""
    inner = str(event.facts.get("correction", ""))
    return event_readers(event.step, key) & event_readers(inner, key if key != "proposed" else "changed")


def reads_event(user: User, event: Event) -> bool:
    """Whether `user`, who sees its case, reads of this event at all; for its facts, see `event_readers`."""
    end = horizon(event.case, user)
    return reads(user.reads_as, note_readers(event)) and (end is None or event.at <= end)


def check_readers(kind: str) -> Readers:
    """Readers of a check; of a kind that no programme declares, only the auditor."""
    return names.CHECK_READERS.get(kind, _NOBODY)


def document_readers(case: Case, kind: str) -> Readers:
    """What is alleged against a person is between him and the body that decides: ЦОН reads no paper of a hearing. That
    of a ruling is read by those who read the letter about it."""
    if kind == RULING:
        return frozenset.intersection(*(letter_readers(step.letter) for step in STEPS.values() if step.goes_back))
    if rule_of(case, CHECKS, kind):
        return OFFICE
    return EVERYBODY - {Role.CLERK} if rule_of(case, HEARING, kind) else EVERYBODY


def reads_document(user: User, case: Case, document: Document) -> bool:
    """Whether the viewer opens it to `user`, who sees its case. What it refuses stands in no list and no count."""
    end = horizon(case, user)
    in_sight = end is None or document.uploaded_at <= end or _of_a_ruling_there(user, document)
    return reads(user.reads_as, document_readers(case, document.kind)) and in_sight


def _of_a_ruling_there(user: User, document: Document) -> bool:
    """A head of the body that rules has attached it: another one confirms it, wherever the case is since."""
    return document.kind == RULING and user.role == Role.HEAD and document.uploaded_by.body == user.body


def letter_readers(kind: str) -> Readers:
    return LETTERS[kind].readers if kind in LETTERS else _NOBODY


def sheet_readers(step: str, keys: Iterable[str]) -> Readers:
    """Readers of a signed sheet: those who read each fact in it (`keys`: of its data)."""
    readers = event_readers(step)
    for key in keys:
        readers &= event_readers(step, key)
    return readers


def exchange_readers() -> Readers:
    """Questions to outside systems, their answers, and where these differ from the file: the officer's work."""
    return OFFICE
