"""The first sign-in of somebody nobody knows yet: a new account."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cases.service.acts import signing_in
from cases.web.request.moment import moment
from egov.accounts import door
from egov.accounts.forms import NewAccountForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_account(request: HttpRequest) -> HttpResponse:
    """Name and IIN are those of the certificate; e-mail and language are entered."""
    welcomed = door.newcomer_at_door(request)
    if request.user.is_authenticated or welcomed is None:
        if door.NEWCOMER in request.session:
            messages.warning(
                request, _("A quarter of an hour has passed. Sign in by electronic signature (ЭЦП) once more.")
            )
            del request.session[door.NEWCOMER]
        return redirect("accounts:sign_in")
    new, next_url = welcomed
    form = NewAccountForm(request.POST or None, initial={"language": translation.get_language()})
    if request.method == "POST" and form.is_valid():
        response = _opened(request, form, new, next_url)
        if response is not None:
            return response
    status = 422 if form.is_bound else 200
    return render(request, "egov/accounts/new_account.html", {"form": form, "new": new}, status=status)


def _opened(request: HttpRequest, form: NewAccountForm, new: signing_in.Newcomer, next_url: str) -> HttpResponse | None:
    data = form.cleaned_data
    try:
        user = signing_in.open_account(new, data["email"], data["language"], moment(request))
    except ValidationError as error:  # an address that the database takes for another form of a stand-in
        form.add_error("email", error.messages[0])
        return None
    notice = _("Your account is open. We have written to %(email)s: open that letter and confirm the address.")
    messages.success(request, notice % {"email": data["email"]})
    return door.open_door(request, user, signing_in.Way.EDS, next_url, new.shown)


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """The address of the old registration, which bookmarks and search results keep."""
    messages.info(
        request,
        _(
            "There is nothing to register beforehand: sign in by electronic signature (ЭЦП), and your account is "
            "opened."
        ),
    )
    return redirect("accounts:sign_in")
