"""A consent taken back: what of it still holds, what follows, and who is notified.

The consent of п. 4 carries the whole process, which ends with it as with one that was declined; that of the annex (п.
20(10)) carries inquiries abroad alone (interpretation 23).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.engine import rulings
from cases.engine.steps import STEPS, Step
from cases.engine.steps.conditions import Reason, requirement
from cases.engine.writing.effects import FollowUps, Taken
from cases.law.actors import CITY_ACTORS, ActingBody, Actor
from cases.law.titles import rules_of
from cases.models import Case, Document, Event, Notice, Ruling, User

PROCESSING, TRANSFER = "processing", "transfer"
STANDS_ALREADY = _("This consent has been withdrawn already.")


@requirement(_("the consent to the processing has not been withdrawn yet"))
def processing_stands(case: Case, now: datetime) -> Reason:
    return STANDS_ALREADY if case.dossier.withdrawn_at(PROCESSING) else None


@requirement(_("the consent to the processing has not been withdrawn"))
def not_withdrawn(case: Case, now: datetime) -> Reason:
    """Where it was only recorded, since an official was looking into something, nothing further is done on it: the case
    is ended (п. 4; interpretation 23)."""
    if not case.dossier.withdrawn_at(PROCESSING):
        return None
    return _(
        "The consent to the processing of personal data is withdrawn (para. 4): the case does not go on. The migration "
        "service ends it by recording the withdrawal."
    )


@requirement(_("a statement of consent stands"))
def transfer_stands(case: Case, now: datetime) -> Reason:
    """Signed in the portal, or brought to ЦОН on paper."""
    if case.dossier.has_consented(TRANSFER) or _paper_stands(case):
        return None
    return STANDS_ALREADY if case.dossier.withdrawn_at(TRANSFER) else _("No statement of consent has been given.")


def _paper_stands(case: Case) -> bool:
    kinds = [rule.kind for rule in rules_of(case, "con") if rule.consent == TRANSFER]
    papers = [case.dossier.documents[kind] for kind in kinds if kind in case.dossier.documents]
    return any(not case.dossier.withdrawn_since(TRANSFER, paper.uploaded_at) for paper in papers)


def withdrawal_paper(case: Case, kind: str) -> Document | None:
    """The scan that was attached for this withdrawal, and not for an earlier one."""
    document = case.dossier.documents.get(kind)
    return (
        None if document is None or any(row.document_id == document.pk for row in case.dossier.consents) else document
    )


def effect(case: Case, purpose: str) -> Promise:
    """What became of a withdrawal, in a sentence for everybody who reads the case."""
    at = case.dossier.withdrawn_at(PROCESSING)
    ended = at is not None and (at == case.closed_at or _has_ended(case, at))
    return outcome(purpose, ended=ended, permit=bool(case.place.rests_on))


def outcome(purpose: str, *, ended: bool, permit: bool) -> Promise:
    """`permit`: the case rests on one, which runs on with what it still brings (interpretation 23)."""
    if purpose == TRANSFER:
        return _("No further inquiry may be sent abroad on it.")
    if ended:
        return _("The process has ended, as one in which the consent is declined.")
    if permit:
        return _(
            "The permit that was given before stands, and what follows from it, the registration and the residence "
            "card, goes on; nothing else is begun on this consent."
        )
    return _("The act that was made before stands; nothing further is begun on this consent.")


def body_of_case(case: Case) -> str:
    """Whose part of the way it is: АКФ ПИТ until the petition is signed, the ministry until the filing, then the
    department (interpretation 23)."""
    if case.filed_at:
        return ActingBody.DEPARTMENT.value
    return (ActingBody.MINISTRY if case.petition_signed_at else ActingBody.HUB).value


def _has_ended(case: Case, at: datetime) -> bool:
    """By what happened, not by the state of the case: the ministry reads it as it left it, and open (interpretation
    40)."""
    ending = [name for name, step in STEPS.items() if step.recalls == PROCESSING and step.target]
    return Event.objects.filter(case=case, at=at, step__in=ending).exists()


def keeps_closed(case: Case, ruling: Ruling) -> bool:
    """An ended case does not go on without the consent of п. 4, unless it is the withdrawal itself that falls: the act
    and its bar fall all the same (interpretation 56)."""
    withdrawn = case.dossier.withdrawn_at(PROCESSING) and STEPS[ruling.act].recalls != PROCESSING
    return bool(case.place.final and not case.place.rests_on and withdrawn)


def may_go_back(case: Case, ruling: Ruling) -> bool:
    """Whether the case goes back when the act falls: it rests on that act, and nothing keeps it closed."""
    return rulings.is_current(case, ruling) and not keeps_closed(case, ruling)


def withdrawn_rows(case: Case) -> list[dict[str, Any]]:
    """Each consent withdrawn, newest first: {"purpose" (in words), "at", "effect", "document" (its scan)}."""
    rows = [row for row in case.dossier.consents if not row.given]
    newest = {row.purpose: row for row in rows if case.dossier.withdrawn_at(row.purpose) == row.at}
    return [
        {
            "purpose": row.get_purpose_display(),
            "declined": row.purpose == PROCESSING and case.submitted_at is None,
            "at": row.at,
            "text": row.text,
            "effect": effect(case, row.purpose),
            "document": row.document,
        }
        for row in sorted(newest.values(), key=lambda row: row.at, reverse=True)
    ]


def follow(taken: Taken) -> FollowUps:
    """Who has relied on the consent is notified, at the desk and by mail."""
    if not taken.step.recalls:
        return FollowUps()
    notices = [notice for case in taken.cases for notice in _notices(case, taken)]
    taken.writes.insert(notices)
    return FollowUps(effects=[("mail", notice.pk) for notice in notices])


def _notices(case: Case, taken: Taken) -> list[Notice]:
    """Who has the case; where it ends, АКФ ПИТ and the ministry too, who relied on the consent before and see that it
    ended."""
    act, rows = taken.act, []
    for desk in _desks(case, taken.step):
        city = {"city": case.city_id} if desk in CITY_ACTORS else {}
        people = User.objects.filter(role=desk, is_active=True, **city).order_by("id")[:200]
        rows += [
            Notice(case=case, user=user, what=f"{taken.step.recalls}_withdrawn", at=act.now)
            for user in people
            if user != act.user
        ]
    return rows


def _desks(case: Case, step: Step) -> list[Actor]:
    at_the_hub = [Actor.SCREENER, *([Actor.SIGNER] if case.sent_to_ministry_at else [])]
    if not case.filed_at:
        return at_the_hub
    office = [Actor.OFFICER, *([Actor.CLERK] if case.preliminary_number else [])]
    ended = step.target is not None and case.based_on_id is None
    return [*office, *(at_the_hub if ended else [])]
