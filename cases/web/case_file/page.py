"""All of the page besides its steps, each part for its readers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from cases.engine.steps.readers import exchange_readers, reads
from cases.law.actors import Role
from cases.letters import anketa
from cases.models import Case, Deadline, Event, Letter, NameCorrection, Signature
from cases.web import systems, timeline
from cases.web.case_file import review, viewer
from cases.web.case_file.checks import check_rows
from cases.web.case_file.compared import compared
from cases.web.case_file.papers import papers
from cases.web.case_file.sections import (
    act_set_aside,
    answers,
    case_bars,
    interview,
    letter_rows,
    person_rows,
    resolution_correctable,
    returned_documents,
    schema_of,
    waybill,
)
from cases.web.documents import signed
from cases.web.documents.hearing import hearing_of, past_hearings
from cases.web.request.access import AuthenticatedRequest
from cases.web.request.addresses import case_url
from cases.web.request.moment import moment
from cases.workload import presence

CITY_ROLES = (Role.OFFICER, Role.CLERK)


class PageExtras(NamedTuple):
    """What is read in one statement with the row of the case."""

    name_correction: UUID | None
    """The key of a correction that waits."""
    stated_email: str | None
    """The address that the person entered last."""
    absent: tuple[str, ...]
    """The names of what the dossier need not query, as it has no rows."""
    drafts: bool
    """The reader has drafts of a step."""
    notes: bool
    """There are notes that the reader may read."""
    unread: bool
    """There are messages that the reader has not seen."""
    mails: bool
    """A mail to the applicant has not left."""
    assigned: bool
    """The case has had an owner at some time."""
    known: presence.Known
    """Who has it open."""


def context(case: Case, request: AuthenticatedRequest, read: dict[str, Any], beside: PageExtras) -> dict[str, Any]:
    """The rest of the page; `read` has the events, letters and signatures read already.

    Each role's data by its work: the checks are the officer's, the answers the officer's and the clerk's.
    """
    events = read["events"]
    role = request.user.reads_as
    grounds = timeline.grounds_of(events)
    entries = timeline.entries(case, events, grounds, role)
    reviewed = review.review_of(case, request.user)
    lines = papers(case, request, events, reviewed=reviewed)
    rows = signed.readable(read["signatures"], role)
    page: dict[str, Any] = {
        "papers": lines,
        "review": reviewed,
        "here": case_url(request.user, case),
        "preview": viewer.chosen_preview(case, request, lines),
        "entries": entries,
        "kinds": timeline.kinds(entries),
        "person_rows": person_rows(case, beside.stated_email),
    }
    page |= _terms(read["deadlines"], role)
    page |= _signed(case, role, rows, read["letters"])
    page |= {"heard": hearing_of(case, role, grounds), "heard_before": past_hearings(case, request.user)}
    page |= {"interview": interview(events, role), "returned": returned_documents(case, role, events, grounds)}
    page |= _of_the_department(case, role, beside, rows, events)
    page |= check_rows(case, role, acts=role == request.user.role)
    if reads(request.user.role, exchange_readers()):
        page |= {"systems": systems.panel(case, moment(request), resolution_correctable)}
    return page


def _terms(deadlines: Sequence[Deadline], role: str) -> dict[str, Any]:
    mine = [deadline for deadline in deadlines if reads(role, deadline.readers)]
    running = [deadline for deadline in mine if deadline.state == Deadline.RUNNING]
    return {"running_terms": running, "past_terms": [d for d in mine if d.state != Deadline.RUNNING]}


def _signed(case: Case, role: str, rows: Sequence[Signature], letters: Sequence[Letter]) -> dict[str, Any]:
    """Letters with what was signed beside them, and all signatures. `rows`: those that the role reads."""
    mine, signatures = [letter for letter in letters if reads(role, letter.readers)], signed.signature_rows(case, rows)
    return {
        "letters": letter_rows(case, mine, signed.beside(case, rows)),
        "set_aside": act_set_aside(case, mine),
        "signatures": signatures,
        "fallen": [signature for signature in signatures if signature.fallen],
    }


def documents(case: Case, request: AuthenticatedRequest) -> dict[str, Any]:
    """The documents in view beside the form of a step, on the step's own page; nothing for the applicant."""
    if request.user.role == Role.APPLICANT:
        return {}
    query = request.GET.copy()
    for name in ("doc", "beside", "page"):
        query.pop(name, None)
    page = f"{request.path}?{query.urlencode()}" if query else request.path
    reviewed = review.review_of(case, request.user)
    lines = papers(case, request, page=page, reviewed=reviewed)
    return {"papers": lines, "review": reviewed, "preview": viewer.chosen_preview(case, request, lines)}


def recorded(case: Case, request: AuthenticatedRequest) -> dict[str, Any]:
    """The checks beside a decision, for those who read them: what it is based on, or is to be based on."""
    return check_rows(case, request.user.role, acts=False)


def _of_the_department(
    case: Case,
    role: str,
    beside: PageExtras,
    signatures: Sequence[Signature],
    events: Sequence[Event],
) -> dict[str, Any]:
    """What only they read who work on the case in its city."""
    page: dict[str, Any] = {}
    if role in CITY_ROLES:
        schema = schema_of(case)
        page |= {"answers": answers(case, schema), "compared": compared(case, schema, signatures, events)}
        page |= {"payments": case.dossier.payments, "anketas": anketa.signed_with(signatures)}
        page |= {"bars": case_bars(case, events), "waybill": waybill(case)}
    if role == Role.OFFICER:
        waits = beside.name_correction
        page["name_correction"] = NameCorrection.objects.get(pk=waits) if waits else None
    return page
