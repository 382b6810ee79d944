"""The page of a case and its queries: each list is one statement with a limit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KT
from django.http import HttpResponse
from django.shortcuts import render

from cases.accounts import naming
from cases.engine.lists import queues
from cases.engine.people import colleagues, owners
from cases.engine.people.colleagues import body_or_role
from cases.engine.performing import drafted_acts
from cases.engine.writing import audit
from cases.law.actors import Actor, Role
from cases.law.places import STATES
from cases.models import (
    Assignment,
    Case,
    CaseMessage,
    CaseNote,
    Discrepancy,
    DocumentReview,
    DraftedAct,
    Event,
    Handback,
    HearingEntry,
    Letter,
    Notice,
    SecondApproval,
    Signature,
    StepDraft,
    WaybillMove,
)
from cases.models.emailclaim import last_entered
from cases.models.prepared import Prepared, prepared
from cases.models.queries import as_seen, gone_on, horizon
from cases.models.visible import Visible
from cases.web import case_file, timeline, workload
from cases.web.case_file import taken_back
from cases.web.desk.work import work_context
from cases.web.documents import signed
from cases.web.drafts import stepdrafts, texts
from cases.web.messages import mails
from cases.web.messages.notes import ColleagueNoteForm
from cases.web.request.access import AuthenticatedRequest, View, open_to
from cases.web.request.callers import address
from cases.web.request.finding import only_case
from cases.web.request.moment import moment
from cases.web.step import confirming, drafted
from cases.web.workload.present import watch
from cases.workload import presence

Extra = Callable[[Case, AuthenticatedRequest, dict[str, Any]], dict[str, Any]]
"""What a side adds to the case page; it gets the rest of the context, so that nothing is read twice."""

EVENTS, LETTERS = 100, 50


def case(actor: Actor, template: str, extra: Extra | None = None) -> View:
    """The case page: documents beside the step's form, checks, timeline, deadlines. Remembers who read it."""

    @open_to(Role(actor.value))
    def view(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
        arguments = (pk, request.user.pk, body_or_role(request.user), *presence.edges(moment(request)))
        case = only_case(request, _visible(request.user, *arguments))
        audit.record_reading(case, request.user, "case", moment(request), address=address(request))
        return render_case(request, case, template, extra, beside=_beside(case))

    return view


SELDOM: dict[str, QuerySet[Any]] = {
    "hearing_entries": HearingEntry.objects.all(),
    "discrepancies": Discrepancy.objects.filter(resolved_at__isnull=True),
    "waybill_moves": WaybillMove.objects.all(),
    "handbacks": Handback.objects.all(),
    "review_rows": DocumentReview.objects.all(),
    "drafted_acts": DraftedAct.objects.filter(approved_at__isnull=True, sent_back_at__isnull=True),
}
"""Rows that few cases have, by their names in the dossier: whether there are any is queried with the row of the
case."""


def _with_all(pk: UUID, user: UUID, desk: str, after: datetime, fresh: datetime) -> QuerySet[Any]:
    """The case with what its page reads with its row. `desk`: whose notes and messages `user` reads; `after`, `fresh`:
    as `presence.edges` gives them."""
    any_of = {f"has_{name}": Exists(rows.filter(case=OuterRef("pk"))) for name, rows in SELDOM.items()}
    mine = {"case": OuterRef("pk"), "desk": desk}
    any_of |= {
        "has_drafts": Exists(StepDraft.objects.filter(case=OuterRef("pk"), user=user)),
        "has_notes": Exists(CaseNote.objects.filter(**mine)),
        "has_unread": Exists(CaseMessage.objects.filter(read_at=None, from_applicant=True, **mine)),
    }
    any_of["has_mails"] = Exists(Notice.objects.filter(_UNSENT, user=OuterRef("person__user"), case=OuterRef("pk")))
    beside = {"name_correction": naming.waiting_for(), "stated_email": last_entered(OuterRef("person__user"))}
    beside["has_second_approvals"] = Exists(SecondApproval.objects.all())
    beside["has_assignments"] = Exists(Assignment.objects.filter(case=OuterRef("pk")))
    rows: QuerySet[Any] = Case.objects.filter(pk=pk).select_related("person__user", "city", "slot", "based_on")
    return rows.annotate(**beside, **any_of, **presence.page_annotations(user, after, fresh))


_UNSENT = Q(mail_after__isnull=False, mailed_at__isnull=True, replaced_by__isnull=True)
_visible = Visible(_with_all)


def _beside(row: Any) -> case_file.PageExtras:
    """Of a row of `_with_all`."""
    absent = tuple(name for name in (*SELDOM, "second_approvals") if not getattr(row, f"has_{name}"))
    known = presence.Known(row.present, row.remembered)
    return case_file.PageExtras(
        row.name_correction,
        row.stated_email,
        absent,
        row.has_drafts,
        row.has_notes,
        row.has_unread,
        row.has_mails,
        row.has_assignments,
        known,
    )


def render_case(
    request: AuthenticatedRequest,
    case: Case,
    template: str,
    extra: Extra | None = None,
    status: int = 200,
    beside: case_file.PageExtras | None = None,
) -> HttpResponse:
    """The staff's page of a case; a side that handles a form of its own shows its errors with it."""
    user = request.user
    gone, case = gone_on(case, user), as_seen(case, user)
    if user.city_id and user.city_id == case.city_id:
        user.city = case.city  # the same row: the head of the page need not ask for it again
    arguments = (body_or_role(user), *presence.edges(moment(request)))
    beside = beside or _beside(_with_all(case.pk, user.pk, *arguments).get())
    case.dossier.leave_empty(beside.absent)
    context = case_context(case, request)
    context |= case_file.context(case, request, context, beside)
    context |= _steps(request, case, context["buttons"] + context["more_buttons"], drafts=beside.drafts)
    context |= {"section": "desk", "gone_on": gone, "corrections": confirming.beside(case, user)}
    context["drafted_acts"] = drafted.beside(case, user)
    context |= _shared(request, case, beside, context["entries"]) if not gone else {}
    context |= {"notes": colleagues.notes(case.pk, user) if beside.notes else [], "unread_messages": beside.unread}
    context |= _note(case, context["begun"])
    if extra:
        context |= extra(case, request, context)
    return render(request, template, context, status=status)


def _note(case: Case, drafts: list[StepDraft]) -> dict[str, Any]:
    """The form of a note, with what was begun to be written."""
    row = next((row for row in drafts if row.step == texts.NOTE and row.typed), None)
    return {
        "note_form": ColleagueNoteForm(initial=texts.initial(row)),
        "note_typed": texts.context(case, texts.NOTE, row),
    }


def _steps(request: AuthenticatedRequest, case: Case, buttons: list[queues.Button], *, drafts: bool) -> dict[str, Any]:
    """What the reader can do, and has begun to write. `drafts`: whether there are any."""
    rows = stepdrafts.drafts_of(case, request.user) if drafts else []
    context: dict[str, Any] = {"begun": rows}
    context |= work_context(case, request, [b for b in buttons if not (b.step.apart or taken_back.apart(b.step))], rows)
    context["apart"] = {b.step.subject: b.step for b in buttons if b.step.apart and b.step.subject and not b.blocked}
    inline = context["inline"]
    sent = {act.step for act in drafted_acts.waiting_drafts(case) if act.by_id == request.user.pk} if rows else set()
    others = [row for row in rows if (inline is None or row is not inline.draft) and row.step not in sent]
    context["drafts"] = stepdrafts.displayed(others, case, request.user, moment(request))
    return context | taken_back.context(case, buttons, moment(request))


def _shared(
    request: AuthenticatedRequest, case: Case, beside: case_file.PageExtras, entries: list[timeline.Entry]
) -> dict[str, Any]:
    """Whose case it is, who else has it open, and the lines of both in the timeline."""
    user, now = request.user, moment(request)
    rows = list(owners.all_assignments(case)[:EVENTS]) if beside.assigned else []
    lines = [*entries, *workload.lines(rows, user.reads_as)]
    return {
        "owner": workload.on_page(case, user, now, rows),
        "present": watch(request, case, known=beside.known),
        "mails_waiting": mails.waiting(case, now) if beside.mails else [],
        "entries": sorted(lines, key=lambda entry: entry.at, reverse=True) if rows else entries,
    }


def case_context(case: Case, request: AuthenticatedRequest) -> dict[str, Any]:
    """What every page of one case shows; each list is one statement, and none is without a limit."""
    user = request.user
    buttons = [b for b in queues.buttons(case, user, moment(request)) if not queues.is_anothers(case, b, user)]
    end = horizon(case, request.user)
    events, letters, signatures = [read(case.pk, end) for read in _UNTIL] if end else [read(case.pk) for read in _WHOLE]
    return {
        "case": case,
        "law": case.petition_law if end else case.law,
        "now": moment(request),
        "buttons": [b for b in buttons if not b.step.optional],
        "more_buttons": [b for b in buttons if b.step.optional],
        "events": events,
        "letters": letters,
        "signatures": signatures,
        "deadlines": [d for d in case.dossier.deadlines if end is None or d.starts_at <= end],
        "state": STATES[case.state],
    }


def _events(**mine: object) -> QuerySet[Any]:
    return Event.objects.filter(**mine).order_by("-id")[:EVENTS]


def _letters(**mine: object) -> QuerySet[Any]:
    """Without their texts; `sheet`: the SHA-256 of what was signed with it, None where nothing was."""
    rows = Letter.objects.filter(**mine).defer("facts")
    read = {"sheet": KT("facts__signature__sheet"), "complaint_until": KT("facts__remedies__until")}
    return rows.annotate(**read).order_by("-id")[:LETTERS]


def _signatures(**mine: object) -> QuerySet[Any]:
    return signed.with_standing(Signature.objects.filter(**mine)).order_by("-id")[:LETTERS]


def _whole(rows: Callable[..., QuerySet[Any]]) -> Prepared:
    def read(case: UUID) -> QuerySet[Any]:
        return rows(case=case)

    return prepared(read)


def _until(rows: Callable[..., QuerySet[Any]]) -> Prepared:
    def read(case: UUID, end: datetime) -> QuerySet[Any]:
        return rows(case=case, at__lte=end)

    return prepared(read)


_KINDS = (_events, _letters, _signatures)

_WHOLE, _UNTIL = [_whole(rows) for rows in _KINDS], [_until(rows) for rows in _KINDS]
