"""Asking for a correction of one's name."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.law.actors import Role
from cases.law.errors import CaseError
from cases.models import Person
from cases.service.acts import naming
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.moment import moment
from egov.accounts.identity_forms import NameForm

PAGE = "egov/accounts/name.html"


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(Role.APPLICANT)
def name(request: AuthenticatedRequest) -> HttpResponse:
    """What the passport says, and what is wrong; while a request waits, its state."""
    user = request.user
    person = cast(Person, user.person)  # every applicant is somebody
    form = NameForm(request.POST if request.method == "POST" else None, person=person)
    context = {"form": form, "last": naming.latest(person)}
    if request.method != "POST" or not form.is_valid():
        return render(request, PAGE, context, status=422 if request.method == "POST" else 200)
    try:
        naming.request_correction(user, form.parts(), form.cleaned_data["why"], moment(request))
    except CaseError as error:
        form.add_error(None, str(error))
        return render(request, PAGE, context, status=error.status)
    messages.success(request, _("Your request is kept. The decision comes as a notice."))
    return redirect("accounts:name")
