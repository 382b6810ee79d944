"""One's e-mail address: the change of it, the letter once more, and the pages that the links in letters lead to."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cases.law.actors import Role
from cases.law.errors import CaseError
from cases.models import User
from cases.service.acts import addresses
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.moment import moment
from egov.accounts.identity_forms import EmailForm

PAGE, LINK_PAGE = "egov/accounts/email.html", "egov/accounts/address.html"


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(Role.APPLICANT)
def change(request: AuthenticatedRequest) -> HttpResponse:
    """A new address. Whether it has an account already, this page does not say."""
    user = request.user
    claim = addresses.waiting(user)
    form = EmailForm(request.POST if request.method == "POST" else None, user=user, claim=claim)
    if request.method == "POST" and form.is_valid():
        try:
            addresses.request_change(user, form.cleaned_data["email"], moment(request))
        except addresses.TooOftenError as error:
            form.add_error("email", str(error))
            return render(request, PAGE, status_of_address(user) | {"form": form}, status=error.status)
        notice = _("We have written to %(email)s. The address changes once it is confirmed.")
        messages.success(request, notice % {"email": form.cleaned_data["email"]})
        return redirect("accounts:profile")
    status = form.status if form.is_bound else 200
    return render(request, PAGE, status_of_address(user) | {"form": form}, status=status)


@require_POST
@open_to(Role.APPLICANT)
def send_again(request: AuthenticatedRequest) -> HttpResponse:
    user = request.user
    try:
        claim = addresses.send_again(user, moment(request))
    except addresses.TooOftenError as error:
        messages.warning(request, str(error))
    else:
        if claim is None:
            messages.info(request, _("Your address is confirmed already."))
        else:
            messages.success(request, _("The letter to %(email)s is on its way.") % {"email": claim.email})
    return redirect("accounts:profile")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def address(request: HttpRequest, token: str) -> HttpResponse:
    """Where the links in letters lead. Mail programs open links by themselves: only the button does something."""
    try:
        link = _done(request, token) if request.method == "POST" else addresses.read_link(token)
    except CaseError as error:
        return render(request, LINK_PAGE, {"error": error}, status=error.status)
    context = {"claim": link.claim, "side": link.side, "by_itself_at": addresses.by_itself_at(link.claim)}
    return render(request, LINK_PAGE, context | {"is_free": addresses.is_free(link.claim)})


def _done(request: HttpRequest, token: str) -> addresses.Link:
    act = addresses.stop_change if "stop" in request.POST else addresses.confirm
    return act(token, moment(request))


def status_of_address(user: User) -> dict[str, Any]:
    """The state of the address: `address` as the person entered it last, `claim` that waits, `by_itself_at`.

    A confirmed address stays until the new one has taken over; of two unconfirmed ones the letter went to the later.
    """
    claim = addresses.waiting(user) if user.role == Role.APPLICANT else None
    return {
        "claim": claim,
        "address": claim.email if claim and not user.email_is_sure else user.mailbox,
        "by_itself_at": addresses.by_itself_at(claim) if claim and claim.former else None,
    }
