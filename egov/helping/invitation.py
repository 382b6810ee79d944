"""Where the link of an invitation leads."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cases.law.errors import CaseError
from cases.service.acts import helping
from cases.web.request.moment import moment, request_id

PAGE = "egov/helping/invitation.html"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Mail programs open links by themselves: only the button accepts, and only for somebody who is signed in."""
    user, now = request.user, moment(request)
    try:
        row = helping.read_link(token, now)
        if request.method == "POST" and user.is_authenticated:
            row = helping.accept(token, user, now, request_id=request_id(request))
            notice = _("You help in the case %(number)s now. All you read and write there is on record.")
            messages.success(request, notice % {"number": row.case.number})
            return redirect("egov:helping:case", row.case_id)
    except CaseError as error:
        return render(request, PAGE, {"error": error}, status=error.status)
    sign_in = f"{reverse('accounts:sign_in')}?{urlencode({'next': request.path})}"
    return render(request, PAGE, {"invitation": row, "sign_in": sign_in})
