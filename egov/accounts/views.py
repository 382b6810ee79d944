"""One's own data, and signing out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from cases.service import signing_in
from cases.states import Role
from cases.web.common import moment
from cases.web.step import typed_before
from egov.accounts import email
from egov.accounts.desks import languages_of, named
from egov.accounts.forms import LanguageForm, ProfileForm
from egov.accounts.language import speaks, with_language


class SignOut(LogoutView):
    http_method_names = ["post", "options"]

    def get_success_url(self) -> str:
        messages.success(self.request, _("You have signed out."))
        return named("front:home") or "/"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Applicants keep their data here; staff, whom an administrator keeps, only their language."""
    user: Any = request.user
    said = request.POST if request.method == "POST" else typed_before(request)
    choice = LanguageForm(said, initial={"language": user.language}, codes=languages_of(user))
    form = ProfileForm(said, instance=user.person) if user.person_id else None
    if request.method == "POST" and choice.is_valid() and (form is None or form.is_valid()):
        if form is not None and form.has_changed():
            form.save()
        speaks(user, choice.cleaned_data["language"])
        messages.success(request, _("Your data are saved."))
        return with_language(redirect("accounts:profile"), user.language)
    context = {"form": form or choice, "choice": choice, "has_errors": bool(choice.errors)}
    return render(request, "egov/accounts/profile.html", context | email.standing(user) | _ways_in(request))


def _ways_in(request: HttpRequest) -> dict[str, Any]:
    """How this user comes in: the certificate last used, and the staff's second factor."""
    user: Any = request.user
    certificate = signing_in.last_certificate(user)
    found: dict[str, Any] = {
        "certificate": certificate,
        "ends_soon": certificate is not None and certificate.ends_soon(moment(request)),
        "by_certificate": signing_in.by_certificate_alone(user.role),
        "by_password": signing_in.by_password(user.role),
    }
    if user.role != Role.APPLICANT:
        device = signing_in.factor.device(user)
        found |= {"device": device, "codes_left": signing_in.factor.codes_left(user) if device else 0}
    return found
