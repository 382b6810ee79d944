"""The анкета (п. 10(5)): saved at any time, by hand and by itself, and not lost with a session."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from cases.forms.typed.hints import RULE
from cases.service import Case, CaseError, Person, Questionnaire, filing, local_day, sharing
from cases.service import QuestionnaireForm as Schema
from cases.states import Role, State
from cases.web import documents
from cases.web.access import open_to
from cases.web.common import moment, request_id, the_case
from egov.application.standing import differences, prefilled, schema_of

View = Callable[..., Any]
STATES = (State.PETITION_SIGNED, State.REWORK)
KEPT, KEPT_KEYS, KEPT_LENGTH = "kept_answers", 100, 4000


def keeping(view: View) -> View:
    """What is posted after the session has ended waits in the new session until its owner has signed in again."""

    @wraps(view)
    def wrapped(request: HttpRequest, pk: UUID) -> Any:
        if request.method == "POST" and not request.user.is_authenticated:
            _keep_typed(request, pk)
            if getattr(request, "htmx", False):
                page = reverse("egov:application:questionnaire", args=[pk])
                context = {"sign_in": f"{reverse('accounts:sign_in')}?next={page}"}
                return render(request, "egov/application/session_over.html", context, status=401)
        return view(request, pk)

    wrapped.keeps = _keep_typed  # type: ignore[attr-defined]
    return wrapped


def _keep_typed(request: HttpRequest, pk: UUID) -> bool:
    """The latest alone: anybody may send here, and a session that grew with every case named would fill the disk."""
    typed = [(k, v[:KEPT_LENGTH]) for k, v in request.POST.items() if k != "csrfmiddlewaretoken"]
    request.session[KEPT] = {"case": str(pk), "answers": dict(typed[:KEPT_KEYS])}
    return True


def _typed_before(request: HttpRequest, pk: UUID) -> dict[str, str] | None:
    """What waits for this case, once."""
    kept = request.session.get(KEPT)
    if not kept or kept["case"] != str(pk):
        return None
    found: dict[str, str] = request.session.pop(KEPT)["answers"]
    return found


@keeping
@open_to(Role.APPLICANT)
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    case = the_case(request, pk)
    refused = _refused(request, case)
    schema = schema_of(case, moment(request))
    if refused or schema is None:
        messages.error(
            request, refused or _("The questionnaire is not set up yet. Please tell the portal's administrator.")
        )
        return redirect("egov:cabinet:case", pk)
    if request.method == "POST":
        return _save(request, case, schema)
    return _page(request, case, schema, _form(request, case, schema))


@keeping
@open_to(Role.APPLICANT)
def autosave(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The answers as they stand, sent by the page itself; a fragment that says when they were kept."""
    case = the_case(request, pk)
    schema = schema_of(case, moment(request))
    if request.method != "POST" or schema is None:
        return redirect("egov:application:questionnaire", pk)
    refused = _refused(request, case)
    form = _bound(request.POST, case, schema, request)
    form.is_valid()
    try:
        if not refused:
            _keep(request, case, schema, form)
    except CaseError as error:
        refused = str(error)
    context = {"saved_at": moment(request), "refused": refused, "form": form}
    return render(request, "egov/application/saved.html", context, status=409 if refused else 200)


def _save(request: HttpRequest, case: Case, schema: Schema) -> HttpResponse:
    form = _bound(request.POST, case, schema, request)
    valid = form.is_valid()
    try:
        _keep(request, case, schema, form)
    except CaseError as error:
        form.add_error(None, str(error))
        return _page(request, case, schema, form, status=409)
    if not valid:
        return _page(request, case, schema, form, status=422)
    _share(request, case, schema)
    missing = form.missing()
    if missing:
        messages.warning(request, _("Saved. Still to be answered: %(names)s.") % {"names": ", ".join(missing)})
        return redirect("egov:application:questionnaire", case.pk)
    messages.success(request, _("The questionnaire is complete and saved."))
    return redirect("egov:application:home", case.pk)


def _keep(request: HttpRequest, case: Case, schema: Schema, form: Questionnaire) -> None:
    """A field with an error keeps what was last saved for it: a slip of the pen deletes nothing."""
    held = case.questionnaire.get("answers", {})
    kept = {key: held[key] for key in form.errors if key in held}
    complete = not form.errors and form.complete
    user, now, rid = request.user, moment(request), request_id(request)
    filing.fill_questionnaire(case.pk, user, now, schema.version, kept | form.answers(), complete, request_id=rid)


def _share(request: HttpRequest, case: Case, schema: Schema) -> None:
    """One set of data: what was saved here is from now on what letters and requests say of the person."""
    user, now = request.user, moment(request)
    changed = sharing.share(case.pk, user, now, schema, request_id=request_id(request))
    if changed:
        names = ", ".join(Person.label(name) for name in changed)
        messages.info(request, _("Your data were brought into line with these answers: %(names)s.") % {"names": names})


def _bound(typed: Mapping[str, str], case: Case, schema: Schema, request: HttpRequest) -> Questionnaire:
    return Questionnaire(typed, schema=schema, today=local_day(moment(request)), person=case.person)


def _form(request: HttpRequest, case: Case, schema: Schema) -> Questionnaire:
    typed = _typed_before(request, case.pk)
    if typed:
        messages.warning(
            request, _("Your session had ended. What you had typed is here again, not yet saved: please press Save.")
        )
        return _bound(typed, case, schema, request)
    answers = case.questionnaire.get("answers") or prefilled(schema, case.person)
    today = local_day(moment(request))
    return Questionnaire(initial=answers, schema=schema, today=today, person=case.person)


def _page(request: HttpRequest, case: Case, schema: Schema, form: Questionnaire, status: int = 200) -> HttpResponse:
    answers = case.questionnaire.get("answers", {})
    context = {
        "case": case,
        "form": form,
        "schema": schema,
        "section": "desk",
        "saved_at": parse_datetime(case.questionnaire.get("saved_at", "")) if answers else None,
        "differences": differences(schema, answers, case.person),
        "taken_over": _taken_over(case),
        "rule": RULE,
        "note": documents.returned_notes(case).get("questionnaire", ""),
    }
    return render(request, "egov/application/questionnaire.html", context, status=status)


def _taken_over(case: Case) -> dict[str, Any] | None:
    """From which case the answers come, and when they were saved there, until they are saved here."""
    told = case.questionnaire.get("taken_over")
    return {"case": told["case"], "at": parse_datetime(told.get("saved_at") or "")} if told else None


def _refused(request: HttpRequest, case: Case) -> str:
    """Why the questionnaire cannot be filled in now, "" when it can."""
    if case.state not in STATES:
        return _("The case has moved on: this cannot be changed any more.")
    if case.state == State.REWORK and "questionnaire" not in {r.kind for r in case.dossier.returns}:
        return _("The questionnaire was not returned, so it cannot be changed.")
    return ""
