"""One's own data, and signing out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LogoutView
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cases.fields import merging
from cases.law.actors import Role
from cases.law.calendar import local_day
from cases.models import User
from cases.service import orders, queries
from cases.service.acts import set_language, signing_in
from cases.web.request import returning, typed_input
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.moment import moment
from egov.accounts import email
from egov.accounts.desks import address_of_page, languages_of
from egov.accounts.forms import LanguageForm
from egov.accounts.language import with_language
from egov.accounts.own_data import own_data
from egov.accounts.profile_form import ProfileForm, ZoneForm


class SignOut(LogoutView):
    http_method_names = ["post", "options"]

    def get_success_url(self) -> str:
        messages.success(self.request, _("You have signed out."))
        return address_of_page("front:home") or "/"


@never_cache
@require_safe
def session(request: HttpRequest) -> HttpResponse:
    """Whose session this is now, for a page before it sends what was typed on it (static/dnr/keep.js): the same
    person may have signed in again in another tab, and the page's token is old then; or another person has."""
    user = request.user
    if not user.is_authenticated:
        return JsonResponse({"who": "", "name": "", "csrf": ""})
    return JsonResponse({"who": typed_input.owner_mark(user), "name": str(user), "csrf": get_token(request)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: AuthenticatedRequest) -> HttpResponse:
    """Applicants keep their data here; staff, whom an administrator keeps, only their language."""
    user = request.user
    sent = request.POST if request.method == "POST" else None
    choice = _language(user, sent)
    sound = choice.is_valid() and not choice.conflicts
    form = own_data(user.person_id, sent, save=sound) if user.person_id else None
    clash = bool(choice.conflicts or (form is not None and form.conflicts))
    wrong = sent is not None and bool(choice.errors or (form is not None and form.errors))
    if sent is not None and not clash and not wrong:
        chosen = choice.cleaned_data["language"]
        changed = chosen != user.language
        set_language(user, chosen, choice.cleaned_data.get("mails") or user.mails)
        messages.success(request, _("Your data are saved."))
        response: HttpResponse = returning.redirect_back(request, "accounts:profile")
        if changed:  # else the pages stay in the language in which they are read
            response = with_language(response, chosen)
        typed_input.confirm(request, response)
        return response
    return profile_page(request, form, choice, status=409 if clash else 422 if wrong else 200)


@open_to(Role.APPLICANT)
def passport_lines(request: AuthenticatedRequest) -> HttpResponse:
    """POST: the lines at the foot of the passport's page fill in what they hold. Nothing is saved by that."""
    if request.method != "POST" or request.user.person_id is None:
        return redirect("accounts:profile")
    entered = ZoneForm(request.POST, today=local_day(moment(request)))
    form = own_data(request.user.person_id, None, save=False)
    if not entered.is_valid():
        return profile_page(request, form, _language(request.user, None), entered, status=422)
    if read := entered.read():
        form.fill(read)
        messages.info(request, _("Filled in from the lines of the passport. Look through it, and save."))
    return profile_page(request, form, _language(request.user, None), entered)


def profile_page(
    request: AuthenticatedRequest,
    form: ProfileForm | None,
    choice: LanguageForm,
    entered: ZoneForm | None = None,
    status: int = 200,
) -> HttpResponse:
    user = request.user
    wrong = bool(choice.errors or choice.conflicts or (form and form.conflicts) or (entered and entered.errors))
    context: dict[str, Any] = {"form": form or choice, "choice": choice, "has_errors": wrong}
    context |= {"base": _base(user), "back": returning.back_of(request), "carried": returning.back_query(request)}
    context["zone"] = entered or ZoneForm(today=local_day(moment(request)))
    context["signed_otherwise"] = queries.signed_otherwise_of(user.person) if user.person else ()
    context |= email.status_of_address(user) | _ways_in(request) | {"lacking": orders.lacking_for_acts(user)}
    return render(request, "egov/accounts/profile.html", context, status=status)


def _language(user: User, sent: QueryDict | None) -> LanguageForm:
    """What was chosen here over what is chosen by now, in whatever tab."""
    options = _options(user)
    if sent is None:
        return LanguageForm(**options)
    merged = merging.merge(sent, LanguageForm(**options))
    form = LanguageForm(merged.for_the_form(), **options)
    form.conflicts = merged.conflicts
    return form


def _options(user: User) -> dict[str, Any]:
    initial = {"language": user.language, "mails": user.mails}
    return {"initial": initial, "codes": languages_of(user), "mails": user.role == Role.APPLICANT}


def _base(user: User) -> str:
    """What the page was made from, as one input for both forms."""
    values = merging.form_texts(LanguageForm(**_options(user)))
    if user.person_id:
        values |= merging.form_texts(ProfileForm(instance=queries.person(user.person_id)))
    return merging.as_base(values)


def _ways_in(request: AuthenticatedRequest) -> dict[str, Any]:
    """How this user comes in: the certificate last used, and the staff's second factor."""
    user = request.user
    certificate = signing_in.last_certificate(user)
    context: dict[str, Any] = {
        "certificate": certificate,
        "ends_soon": certificate is not None and certificate.ends_soon(moment(request)),
        "by_certificate": signing_in.by_certificate_alone(user.role),
        "by_password": signing_in.by_password(user.role),
    }
    if user.role != Role.APPLICANT:
        device = signing_in.factor.device(user)
        context |= {"device": device, "codes_left": signing_in.factor.codes_left(user) if device else 0}
    return context
