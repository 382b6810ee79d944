"""Register, sign in and out, one's own data, the language."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from cases.web.step import typed_before
from egov.accounts.desks import desk_url, languages_of, named
from egov.accounts.forms import LanguageForm, ProfileForm, RegisterForm, SignInForm
from egov.accounts.opening import AlreadyRegisteredError, open_account

# axes guards the sign-in itself; whoever has just opened an account need not type the password again.
PASSWORDS = "django.contrib.auth.backends.ModelBackend"


@method_decorator(never_cache, name="dispatch")
class SignIn(LoginView):
    template_name = "egov/accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_default_redirect_url(self) -> str:
        return desk_url(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """`ended`: the browser still carries the key of a session that is over."""
        had_session = settings.SESSION_COOKIE_NAME in self.request.COOKIES
        sent_here = bool(self.get_redirect_url())
        extra = {"ended": had_session and sent_here, "sent_here": sent_here}
        return super().get_context_data(**kwargs) | extra

    def form_valid(self, form: Any) -> HttpResponse:
        return speak(super().form_valid(form), self.request, form.get_user())


class SignOut(LogoutView):
    http_method_names = ["post", "options"]

    def get_success_url(self) -> str:
        messages.success(self.request, _("You have signed out."))
        return named("front:home") or "/"


@sensitive_post_parameters("password", "password_again")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect(desk_url(request.user))
    form = RegisterForm(request.POST or None, initial={"language": translation.get_language()})
    if request.method == "POST" and form.is_valid():
        response = _opened(request, form)
        if response:
            return response
    return render(request, "egov/accounts/register.html", {"form": form})


def _opened(request: HttpRequest, form: RegisterForm) -> HttpResponse | None:
    """The way to the new desk; None with an error in the form when there is an account already."""
    said = form.cleaned_data
    try:
        user = open_account(form.save(commit=False), said["email"], said["password"], said["language"])
    except AlreadyRegisteredError:
        form.add_error(None, _("There is an account with this IIN or this e-mail already. Sign in, or check both."))
        return None
    login(request, user, backend=PASSWORDS)
    messages.success(request, _("Your account is open."))
    return speak(redirect(desk_url(user)), request, user)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Applicants keep their data here; staff, whom an administrator keeps, only their language."""
    user: Any = request.user
    said = request.POST if request.method == "POST" else typed_before(request)
    choice = LanguageForm(said, initial={"language": user.language}, codes=languages_of(user))
    form = ProfileForm(said, instance=user.person) if user.person_id else None
    if request.method == "POST" and choice.is_valid() and (form is None or form.is_valid()):
        _keep(user, choice.cleaned_data["language"], form)
        messages.success(request, _("Your data are saved."))
        return _with_language(redirect("accounts:profile"), user.language)
    context = {"form": form or choice, "choice": choice, "has_errors": bool(choice.errors)}
    return render(request, "egov/accounts/profile.html", context)


def _keep(user: Any, language: str, form: ProfileForm | None) -> None:
    if form is not None and form.has_changed():
        form.save()
    if user.language != language:
        user.language = language
        user.save(update_fields=["language"])


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """The switch of every page: back to where it was pressed; a signed-in user's mail follows it."""
    user: Any = request.user
    chosen, back = request.POST.get("language", ""), request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    response = HttpResponseRedirect(back if back and safe else named("front:home") or "/")
    if chosen not in languages_of(user):
        return response
    if user.is_authenticated:
        _keep(user, chosen, None)
    return _with_language(response, chosen)


def speak(response: HttpResponse, request: HttpRequest, user: Any) -> HttpResponse:
    """After sign-in the language this browser was set to stays, if the user's pages come in it; else the account's."""
    codes = languages_of(user)
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    if chosen in codes:
        return response
    return _with_language(response, user.language if user.language in codes else settings.LANGUAGE_CODE)


def _with_language(response: HttpResponse, code: str) -> HttpResponse:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite="Lax",
    )
    return response
