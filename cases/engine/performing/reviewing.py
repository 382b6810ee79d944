"""The review of documents one by one, before they are returned or taken as they are: in order, or to be returned.

Each verdict is a row of its own, with who and when, and applies while its document is not replaced: what was accepted
is not looked at again after a return. It moves nothing; the step that returns (`Step.reviews`) begins with it, and its
own returns are verdicts too.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.engine.people import owners
from cases.engine.steps import Act, Step, steps_from
from cases.engine.writing.locking import lock
from cases.law.errors import NotFoundError, NotNowError
from cases.law.titles import list_at, rules_of
from cases.models import Case, DocumentReview, User

OVER = _("Documents are not reviewed here any more: the case has moved on.")
REPLACED = _("This document was replaced since you opened it: look at the new one first.")


def step_of(case: Case, actor: str) -> Step | None:
    """The step by which `actor` returns documents in this state; None where none are reviewed."""
    return next((step for step in steps_from(case.state) if step.reviews and step.by == actor), None)


def reviewed_kinds(case: Case) -> list[str]:
    """What is reviewed: all that the current list requires, except what the portal itself has placed."""
    wanted = [rule.kind for rule in rules_of(case, list_at(case)) if rule.source != "portal"]
    documents = case.dossier.documents
    return [kind for kind in wanted if kind in documents or not _is_file(case, kind)]


def _is_file(case: Case, kind: str) -> bool:
    return any(rule.kind == kind and rule.source == "applicant" for rule in rules_of(case, list_at(case)))


def current_reviews(case: Case, actor: str) -> dict[str, DocumentReview]:
    """By kind, the current verdicts of `actor`."""
    return {kind: row for (kind, by), row in case.dossier.reviews.items() if by == actor}


def documents_to_return(case: Case, actor: str) -> list[DocumentReview]:
    return [row for row in current_reviews(case, actor).values() if row.verdict == DocumentReview.RETURNED]


def record_review(
    case: UUID, user: User, now: datetime, kind: str, verdict: str, *, seen: str = "", **words: str
) -> DocumentReview:
    """`seen`: the key of the document that the person looked at, "" for what is no file. `words`: of a return `ground`,
    `text`, `text_kk`. The same verdict once more is returned as it is. Raises NotFoundError, NotNowError."""
    with transaction.atomic():
        locked = lock([case], user)
        if not locked:
            raise NotFoundError
        _ensure(locked[0], user, now, kind, seen)
        document = locked[0].dossier.documents.get(kind)
        last = current_reviews(locked[0], user.role).get(kind)
        texts = {"ground": "", "text": "", "text_kk": ""} | words
        if last and last.verdict == verdict and all(getattr(last, name) == text for name, text in texts.items()):
            return last
        facts = {"kind": kind, "document": document, "verdict": verdict, "actor": user.role, "by": user, "at": now}
        return DocumentReview.objects.create(case=locked[0], **facts, **texts)


def _ensure(case: Case, user: User, now: datetime, kind: str, seen: str) -> None:
    if step_of(case, user.role) is None or kind not in reviewed_kinds(case):
        raise NotNowError(OVER)
    if blocked := owners.blocking(case, user, now):
        raise NotNowError(blocked[0])
    document = case.dossier.documents.get(kind)
    if str(document.pk if document else "") != seen:
        raise NotNowError(REPLACED)


def record_returned(case: Case, act: Act, kind: str, ground: str, text: str, text_kk: str) -> None:
    """A step has returned this document: that is recorded as a verdict, unless it is the current one already."""
    if act.user is None:
        return
    last = current_reviews(case, act.user.role).get(kind)
    texts = {"ground": ground, "text": text, "text_kk": text_kk}
    if last and last.verdict == DocumentReview.RETURNED and all(getattr(last, n) == v for n, v in texts.items()):
        return
    act.record(
        "documentreview",
        kind=kind,
        document=case.dossier.documents.get(kind),
        verdict=DocumentReview.RETURNED,
        actor=act.user.role,
        by=act.user,
        at=act.now,
        **texts,
    )
