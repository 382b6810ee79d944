"""Who helps in a case, for the person whose case it is: invited, looked after, removed at once."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases.law.actors import Role
from cases.law.errors import CaseError
from cases.models import Case, Helper, Person
from cases.service.acts import helping
from cases.values.questions import words as question_words
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.finding import the_case
from cases.web.request.moment import moment, request_id
from egov.accounts.profile_form import ProfileForm
from egov.application.standing import schema_of
from egov.cabinet.story import doings
from egov.helping.forms import InvitationForm


@open_to(Role.APPLICANT)
def people(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    """POST: an invitation."""
    case = the_case(request, pk)
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data, user = form.cleaned_data, request.user
        try:
            helping.invite(pk, user, moment(request), data["email"], data["may"], request_id=request_id(request))
        except CaseError as error:
            form.add_error("email", str(error))
            return _page(request, case, form, error.status)
        messages.success(request, _("The invitation to %(email)s is on its way.") % {"email": data["email"]})
        return redirect("egov:helping:people", pk)
    return _page(request, case, form, 422 if form.is_bound else 200)


def _page(request: AuthenticatedRequest, case: Case, form: InvitationForm, status: int) -> HttpResponse:
    rows, now = helping.helpers_of(case), moment(request)
    context = {
        "case": case,
        "form": form,
        "active": [row for row in rows if row.active],
        "waiting": [row for row in rows if row.waits(now)],
        "past": [row for row in rows if not row.active and not row.waits(now)],
        "may_invite": case.open and case.about is None,
        "section": "desk",
    }
    return render(request, "egov/helping/people.html", context, status=status)


@open_to(Role.APPLICANT)
def helper(request: AuthenticatedRequest, pk: UUID, helper_pk: UUID) -> HttpResponse:
    """What somebody has read and written. POST: `end` the help, or `discard` what was typed after its end."""
    case = the_case(request, pk)
    row = next((row for row in helping.helpers_of(case) if row.pk == helper_pk), None)
    if row is None:
        raise Http404
    if request.method == "POST":
        return _change(request, case, row)
    context = {
        "case": case,
        "helper": row,
        "doings": doings(case, helping.events_of(case, row)),
        "readings": helping.readings_of(case, row),
        "late": _late(request, case, row),
        "now": moment(request),
        "section": "desk",
    }
    return render(request, "egov/helping/helper.html", context)


def _change(request: AuthenticatedRequest, case: Case, row: Helper) -> HttpResponse:
    if "discard" in request.POST:
        helping.discard_late(case, row.pk)
        messages.success(request, _("What was typed is discarded."))
    elif "end" in request.POST:
        helping.end_help(case.pk, row.pk, request.user, moment(request), request_id=request_id(request))
        messages.success(request, _("%(name)s has no access to your case any more.") % {"name": row.name})
    return redirect("egov:helping:people", case.pk)


def _late(request: AuthenticatedRequest, case: Case, row: Helper) -> list[tuple[str, str]]:
    """(question, text) of what was on a page of the helper when the help was ended."""
    schema = schema_of(case, moment(request)) if row.late else None
    labels = {item["key"]: question_words(item["label"]) for item in (schema.fields if schema else ())}
    labels |= {name: Person.label(name) for name in ProfileForm.base_fields if name not in labels}
    return [(labels.get(name, ""), text) for name, text in row.late.items()]
