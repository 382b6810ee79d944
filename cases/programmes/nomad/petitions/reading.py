"""The ministry's reading list (п. 7, 8): petitions that wait for it, each with what Astana Hub has recorded."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise

from cases.engine.lists import worklist
from cases.engine.steps import STEPS
from cases.law.actors import Actor
from cases.models import Case, Event, InterviewCriterion, User
from cases.models.queries import CaseQuerySet
from cases.programmes.nomad import KEY
from cases.programmes.nomad.facts import Admission, ScreeningRefusal
from cases.programmes.nomad.petitions import interviews

PAGE = 20


@dataclass(frozen=True, slots=True)
class PetitionRead:
    case: Case
    by: str
    at: datetime | None
    note: str
    """What was written with the admission, or why a refusal is proposed."""
    criteria: list[dict[str, str | Promise]]
    """As the step has them, each with the "words" of its verdict besides."""
    proposed: bool
    """Whether a refusal is."""
    interview: interviews.InterviewProtocol | None
    """None where none was held, without which nothing is signed."""


def page(user: User, step: str, after: str = "") -> tuple[list[PetitionRead], str]:
    """Of petitions that stand where this step is taken: the most urgent first, and the cursor of the next page ("" for
    none): two statements."""
    screen = worklist.screen(_waiting(user, step), after, PAGE)
    return petitions_of(screen.cases), screen.after


def chosen(user: User, step: str, keys: Collection[UUID]) -> list[PetitionRead]:
    """Of these, whichever page they stand on by now, those that still wait, in the order of the list."""
    rows = _waiting(user, step).filter(pk__in=list(keys)).select_related("person").order_by("queue_at", "id")
    return petitions_of(list(rows)) if keys else []


def _waiting(user: User, step: str) -> CaseQuerySet:
    return Case.objects.visible_to(user, KEY).awaiting(Actor.SIGNER).filter(state__in=STEPS[step].sources)


def petitions_of(cases: Sequence[Case]) -> list[PetitionRead]:
    """In the order of the cases: one statement."""
    known: dict[UUID, list[Event]] = {case.pk: [] for case in cases}
    names = (*_screening(), *interviews.protocol_steps())
    for event in Event.objects.filter(case__in=list(known), step__in=names).order_by("-id"):
        known[event.case_id].append(event)
    return [_read(case, known[case.pk]) for case in cases]


def _screening() -> list[str]:
    """The steps with which Astana Hub says what the screening has shown (п. 5, 6, 9): the file keeps with them how each
    document was judged."""
    return [name for name, step in STEPS.items() if step.facts in (Admission, ScreeningRefusal)]


def _read(case: Case, events: Sequence[Event]) -> PetitionRead:
    steps = _screening()
    screened = next((event for event in events if event.step in steps), None)
    facts = screened.facts if screened else {}
    return PetitionRead(
        case,
        by=screened.user_name if screened else "",
        at=screened.at if screened else None,
        note=str(facts.get("note") or facts.get("text") or facts.get("text_kk") or ""),
        criteria=[row | {"words": InterviewCriterion.VERDICTS[row["verdict"]]} for row in facts.get("criteria", ())],
        proposed=bool(screened and STEPS[screened.step].grounds),
        interview=interviews.protocol_among(events),
    )
