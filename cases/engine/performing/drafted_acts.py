"""Acts that one official drafts and another of the same body approves, where an administrator has set so.

The draft changes nothing, and the order's terms run on. It is approved as it was drafted, for the case as it was
then: if it has changed since, the author has to look at it again. A draft that waits when the case moves on is over.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.engine import writing
from cases.engine.people.notices import send
from cases.engine.performing.waiting_rows import OFFICIALS_AND_CLERK, colleagues, lock_row, row_of
from cases.engine.steps import STEPS, Act, Step
from cases.engine.steps.conditions import Reason, Reasons, reason_if_same
from cases.engine.steps.facts import FactsError, StepFacts, packed, unpacked
from cases.law.calendar import local_day
from cases.law.errors import NotNowError
from cases.models import Case, DraftedAct, Event, Notice, User

WAITS, SENT_BACK = "act_waits", "act_sent_back"
"""The kinds of notices to the colleagues, and to the author of the draft."""

YOURSELF = _("You drafted this act yourself: another official of the same body approves it.")
TWICE = _("A draft of this act waits already: have it approved, or send it back first.")
OVER = _("This draft does not wait any more: it was approved or sent back, or the case has moved on.")
CHANGED = _(
    "The case has changed since this act was drafted: send the draft back, so that its author looks at the case again."
)
GONE = _("Who drafted this act does not work on this case any more: send it back, and have the act drafted again.")


def may_need_approval(step: Step) -> bool:
    """Whether a second approval can be set for this step: an official's act, by letter, that has none of its own."""
    return step.by in OFFICIALS_AND_CLERK and bool(step.letter) and step.corrects is None


def needs_approval(case: Case, step: Step, now: datetime) -> bool:
    """Whether this act is drafted by one and approved by another, on the day of `now`."""
    if not may_need_approval(step):
        return False
    day = local_day(now)
    return any(row.step == step.name and row.is_set_on(day) for row in case.dossier.second_approvals)


def waiting_drafts(case: Case) -> list[DraftedAct]:
    """Those that can still be approved in the present state of the case, the oldest first."""
    return [row for row in case.dossier.drafted_acts if case.state in STEPS[row.step].sources]


def blocking(case: Case, step: Step) -> Reasons:
    """Why the act cannot be drafted, or made, beside a draft of it; no statement for what is no act."""
    return [TWICE] if may_need_approval(step) and any(row.step == step.name for row in waiting_drafts(case)) else []


def store_draft(case: Case, step: Step, facts: StepFacts, user: User, now: datetime, request_id: str) -> None:
    """Store the draft until another official approves it; his colleagues are notified. `case` must be locked."""
    writing.amend(case, user, now, Event.ACT_DRAFTED, {"step": step.name}, request_id=request_id)
    row = DraftedAct(case=case, step=step.name, facts=packed(facts), version=case.version, by=user, at=now)
    row.save(force_insert=True)
    case.forget_dossier()
    for colleague in colleagues(user, case):
        send(Notice(case=case, user=colleague, what=WAITS, facts={"step": step.name}, at=now), now)


def to_approve(case: Case, pk: UUID, user: User | None) -> tuple[DraftedAct, Step, StepFacts]:
    """The draft, its step and its facts, if `user` may approve it. `case` must be locked. Raises NotNowError."""
    row = open_row(case, pk)
    if reason := refusal(case, row, user):
        raise NotNowError(reason)
    return row, STEPS[row.step], facts_of(row)


def refusal(case: Case, row: DraftedAct, user: User | None) -> Reason:
    """Why `user` cannot approve this draft now; None where nothing prevents it."""
    if row.version != case.version:
        return CHANGED
    if not _works_on(row.by, case, STEPS[row.step]):
        return GONE
    return reason_if_same(row.by_id, user, YOURSELF)


def _works_on(user: User, case: Case, step: Step) -> bool:
    return user.is_active and user.role == step.by and Case.objects.visible_to(user).filter(pk=case.pk).exists()


def facts_of(row: DraftedAct) -> StepFacts:
    """Raises NotNowError where the step is declared otherwise by now."""
    try:
        return unpacked(STEPS[row.step], row.facts)
    except FactsError as error:
        raise NotNowError(CHANGED) from error


def mark_approved(row: DraftedAct, act: Act) -> None:
    act.change(row, approved_by=act.user, approved_at=act.now)
    act.remark(drafted_by=row.by.full_name)


def open_row(case: Case, pk: UUID) -> DraftedAct:
    """One that waits. Raises NotNowError."""
    return row_of(waiting_drafts(case), pk, OVER)


def send_back(
    case: UUID, draft: UUID, user: User, now: datetime, why: str, *, version: int | None = None, request_id: str = ""
) -> Case:
    """To its author, with words; by a colleague, or by the author himself. Nothing of the case changes.

    Raises NotFoundError, WrongActorError, StaleError, NotNowError.
    """
    with transaction.atomic():
        locked, row = lock_row(case, user, version, lambda case: open_row(case, draft))
        row.sent_back_by, row.sent_back_at, row.why = user, now, why
        row.save(update_fields=["sent_back_by", "sent_back_at", "why"])
        facts = {"step": row.step, "text": why}
        writing.amend(locked, user, now, Event.ACT_SENT_BACK, facts, request_id=request_id)
        locked.forget_dossier()
        if row.by_id != user.pk and row.by.is_active:
            send(Notice(case=locked, user=row.by, what=SENT_BACK, facts={"step": row.step}, at=now), now)
    return locked
