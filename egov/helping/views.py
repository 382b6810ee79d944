"""A case in the eyes of somebody who helps: all its owner reads of it but the messages and what is the account's."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases.law.actors import Role
from cases.law.errors import CaseError
from cases.law.places import May
from cases.models import Case, Deadline, Helper
from cases.service import queries
from cases.service.acts import helping, record_reading
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.callers import address
from cases.web.request.finding import the_case
from cases.web.request.moment import moment, request_id
from egov.cabinet import story


@open_to(Role.APPLICANT, helper=Helper.SEE)
def helped_case(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    case = the_case(request, pk)
    if case.helper is None:
        return redirect("egov:cabinet:case", pk)
    record_reading(case, request.user, "case", moment(request), address=address(request))
    letters, signatures = story.letters_and_signed(case, case.helper.by)
    context = {
        "case": case,
        "now": moment(request),
        "running": [d for d in case.dossier.deadlines if d.state == Deadline.RUNNING],
        "letters": letters,
        "anketas": queries.anketas(signatures),
        "draft": May.FILL in case.place.may and case.dossier.may_change("questionnaire"),
        "events": story.timeline(case),
        "may_fill": fillable(case) and case.helper.may == Helper.FILL,
        "section": "desk",
    }
    return render(request, "egov/helping/case.html", context)


def fillable(case: Case) -> bool:
    """Whether something is to be prepared, or what came back put right."""
    return bool(case.place.may & {May.PREPARE, May.CORRECT_RETURNED} and case.place.documents)


@open_to(Role.APPLICANT, helper=Helper.SEE)
def leave(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    """POST: the helper wants to help no more."""
    case = the_case(request, pk)
    if request.method != "POST" or case.helper is None:
        return redirect("egov:helping:case", pk)
    try:
        helping.leave(pk, request.user, moment(request), request_id=request_id(request))
    except CaseError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("You do not help in the case %(number)s any more.") % {"number": case.number})
    return redirect("egov:cabinet:home")
