"""Passwords of the staff: one's own change, one that is forgotten, and the link by which it is set."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from cases.law.actors import STAFF
from cases.law.errors import CaseError
from cases.service.acts import passwords, signing_in
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.moment import moment
from egov.accounts import flood
from egov.accounts.forms import ForgottenForm, NewPasswordForm
from egov.accounts.sign_in import too_many

PAGE = "egov/accounts/password.html"
METHODS = ["GET", "HEAD", "POST"]
SECRET = sensitive_post_parameters("present", "password", "again")


@never_cache
@require_http_methods(METHODS)
def forgotten(request: HttpRequest) -> HttpResponse:
    """POST: a letter goes out, if the address is that of such an account. The answer is the same for each."""
    form = ForgottenForm(request.POST or None)
    if request.method == "POST" and (whose := flood.too_many_attempts(request, flood.PASSWORD)):
        return too_many(request, whose)
    if request.method == "POST" and form.is_valid():
        passwords.ask_reset(form.cleaned_data["email"], moment(request))
        return render(request, PAGE, {"sent_to": form.cleaned_data["email"]})
    return render(request, PAGE, {"form": form, "forgotten": True}, status=422 if form.is_bound else 200)


@never_cache
@SECRET
@require_http_methods(METHODS)
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows whose password it is: mail programs open links by themselves. POST sets it, once."""
    now = moment(request)
    try:
        row = passwords.read_link(token, now)
        form = NewPasswordForm(request.POST or None, user=row.user, asks_present=False)
        if request.method == "POST" and form.is_valid():
            passwords.set_by_link(token, form.cleaned_data["password"], now)
            messages.success(request, _("The password is set. Sign in with it now."))
            return redirect("accounts:sign_in")
    except CaseError as error:
        return render(request, PAGE, {"error": error}, status=error.status)
    context = {"form": form, "who": row.user, "until": row.expires_at}
    return render(request, PAGE, context, status=422 if form.is_bound else 200)


@SECRET
@require_http_methods(METHODS)
@open_to(*STAFF)
def change(request: AuthenticatedRequest) -> HttpResponse:
    """One's own. This session goes on, every other one of the account ends."""
    user = request.user
    if not signing_in.by_password(user.role) or not user.has_usable_password():
        return redirect("accounts:profile")
    if request.method == "POST" and (whose := flood.too_many_attempts(request, flood.PASSWORD)):
        return too_many(request, whose)
    form = NewPasswordForm(request.POST or None, user=user, asks_present=True)
    if request.method == "POST" and form.is_valid():
        passwords.set_own(user, form.cleaned_data["password"], moment(request))
        update_session_auth_hash(request, user)
        flood.forget_attempts(request, flood.PASSWORD)
        messages.success(request, _("Your password is changed. Where you were signed in elsewhere, you are no more."))
        return redirect("accounts:profile")
    context = {"form": form, "own": True}
    return render(request, PAGE, context, status=422 if form.is_bound else 200)
