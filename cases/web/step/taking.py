"""One view for every button: show the form, take the step, go back to the case."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.eds import EdsError
from cases.engine import performing
from cases.engine.lists import queues
from cases.engine.performing import drafted_acts, second_officials
from cases.engine.programmes import form_of
from cases.engine.programmes.forms import StepForm
from cases.engine.steps import STEPS, Step
from cases.engine.steps.errors import StaleError, WrongStateError, overtaken_by
from cases.engine.steps.facts import StepFacts
from cases.engine.writing import audit
from cases.law.errors import CaseError, NotFoundError
from cases.models import Case, StepDraft
from cases.web import case_file, preflight
from cases.web.drafts import second_clicks, stepdrafts
from cases.web.request.access import CASE_ROLES, AuthenticatedRequest, open_to
from cases.web.request.addresses import case_url, desk_url
from cases.web.request.finding import the_case
from cases.web.request.moment import moment, request_id
from cases.web.step import filed, preview, signing, telephone
from cases.web.step.entered import bound, set_hidden
from cases.web.step.overtaken import answer_repeated, in_own_tab, moved_on, overtaken, way_back
from cases.web.step.refused import refuse, status_of
from cases.web.step.sheet_changes import SheetChangedError
from cases.web.workload.present import leave, watch


@open_to(*CASE_ROLES)
def take(request: AuthenticatedRequest, pk: UUID, name: str) -> HttpResponse:
    """GET: the step's own page with its form. POST: take it."""
    step = STEPS.get(name)
    if step is None or step.by != request.user.role:
        raise Http404
    case = the_case(request, pk, "slot")
    if case.state not in step.sources:
        return moved_on(request, case, step)
    if request.method == "POST":
        form = bound(request, case, step, request.POST)
        if _has_changed(request, case) and (event := second_clicks.same_event(request, case, step.name, form)):
            return answer_repeated(request, case, step, event)
        act = preview.page if preview.is_requested(request, form) else submit
        return act(request, case, step, form) or _page(request, case, step, form)
    return _show(request, case, step)


def _show(request: AuthenticatedRequest, case: Case, step: Step) -> HttpResponse:
    draft, now = stepdrafts.chosen(request, case, step.name), moment(request)
    values = {k: v for k, v in request.GET.items() if k != "version"}
    values |= stepdrafts.initial(draft, case, request.user, now)
    form = form_of(step)(None, case=case, step=step, user=request.user, now=now, initial=values)
    return _page(request, case, step, form, draft)


def submit(request: AuthenticatedRequest, case: Case, step: Step, form: StepForm) -> HttpResponse | None:
    """Take the step. A redirect when it is taken or somebody was quicker; None: the form says what is wrong."""
    way_on = _take(request, case, step, form)
    if way_on is None and _has_changed(request, case):
        # Who now goes to see what happened finds the words there.
        set_hidden(form, "draft", stepdrafts.store_draft(request, case, step).draft)
        if form.data.get("version") != str(case.version):  # what is wrong was found before it was seen to be stale
            set_hidden(form, "version", case.version)
            refuse(form, overtaken_by(step, audit.last_event(case), request.user))
    return way_on


def _has_changed(request: AuthenticatedRequest, case: Case) -> bool:
    """Since the page was made that was sent."""
    return request.POST.get("version", str(case.version)) != str(case.version)


def _take(request: AuthenticatedRequest, case: Case, step: Step, form: StepForm) -> HttpResponse | None:
    if not form.is_valid():
        return None
    facts, version = form.facts(), form.cleaned_data.get("version")
    now, rid = moment(request), request_id(request)
    try:
        preflight.ensure_confirmed(request, case, step)
        if signs(request, case, step) and not signing.has_signature(request):
            # Nobody signs what cannot be taken. Then the sheet; or a second thought about what was entered.
            performing.ensure(case, step, request.user, now, version)
            return None if "change" in request.POST else _to_sign(request, case, step, form, facts)
        signed = signing.signature(request, case, step, facts) if signs(request, case, step) else None
        second = second_officials.needs_second_official(case, step, facts, now)
        performing.perform(case, step.name, request.user, now, facts, version=version, request_id=rid, signature=signed)
    except NotFoundError as error:
        raise Http404 from error
    except (StaleError, WrongStateError) as error:
        if not _still_open(request, case, step, form):
            return overtaken(request, case, step, error)
        refuse(form, in_own_tab(request, error))
        return None
    except EdsError as error:
        return _unsigned(request, case, step, form, error)
    except CaseError as error:
        refuse(form, error)
        return None
    return _finish(request, case, step, form, waits=second)


def _finish(
    request: AuthenticatedRequest, case: Case, step: Step, form: StepForm, *, waits: bool
) -> HttpResponseRedirect:
    """`waits`: it takes effect once another official has confirmed it."""
    stepdrafts.discard_used(request, case, step.name)
    if waits and not step.corrects:
        stepdrafts.store_typed(request, case, step.name)  # should it be sent back
    leave(request, case, step.name)
    messages.success(request, _what_became(step, waits=waits) % {"step": step.label})
    if not waits:
        _follow(request, case, form)
    return HttpResponseRedirect(filed.filed_url(request, case, step) or way_back(request, case))


def _what_became(step: Step, *, waits: bool) -> str:
    if not waits:
        return _("Done: %(step)s.")
    if step.corrects:
        return _("Entered: %(step)s. It holds once another official has confirmed it.")
    return _("Given to a colleague for approval: %(step)s. The act holds once it is approved.")


def signs(request: AuthenticatedRequest, case: Case, step: Step) -> bool:
    """Whether this person signs it here: what another approves is signed by him."""
    return signing.needed(step) and not drafted_acts.needs_approval(case, step, moment(request))


def _to_sign(request: AuthenticatedRequest, case: Case, step: Step, form: StepForm, facts: StepFacts) -> HttpResponse:
    """The sheet; or the page that waits for a telephone, where one is wanted. Raises EdsError."""
    if not telephone.is_requested(request):
        return _signing_page(request, case, step, form, facts)
    carried = list(signing.carried_values(form))
    return telephone.send_sheet(request, case, step, facts, carried, reverse("cases:step", args=[case.pk, step.name]))


def _signing_page(
    request: AuthenticatedRequest, case: Case, step: Step, form: StepForm, facts: StepFacts | None
) -> HttpResponse:
    button = _button(request, case, step)
    return signing.page(request, case, step, form, facts, button=button, status=status_of(form))


def _unsigned(request: AuthenticatedRequest, case: Case, step: Step, form: StepForm, error: EdsError) -> HttpResponse:
    """The sheet once more, of the case as it is: with what has changed in it, where that is why it does not match."""
    facts = form.facts()
    changed = signing.changes(request, case, step, facts, error)
    stale = _has_changed(request, case) and error.code in ("wrong_content", "altered")
    overtaking = overtaken_by(step, audit.last_event(case), request.user) if stale else None
    if overtaking:
        refuse(form, overtaking)
    if changed is None:
        refuse(form, error)
        return _signing_page(request, case, step, form, facts)
    refuse(form, SheetChangedError())
    set_hidden(form, "version", case.version)
    button = _button(request, case, step)
    return signing.page(request, case, step, form, facts, button=button, changed=changed, status=status_of(form))


def _button(request: AuthenticatedRequest, case: Case, step: Step) -> queues.Button | None:
    return next((b for b in queues.buttons(case, request.user, moment(request)) if b.step == step), None)


def _still_open(request: AuthenticatedRequest, case: Case, step: Step, form: StepForm) -> bool:
    """The case was changed elsewhere, but the step can be taken yet: what was typed stays, on the new version.

    A second click of the same user is another matter: the case itself shows the result of the first.
    """
    if second_clicks.second_click(request, case, step.name, form):
        return False
    case.refresh_from_db()
    case.forget_dossier()
    set_hidden(form, "version", case.version)
    return case.state in step.sources


def _follow(request: AuthenticatedRequest, case: Case, form: StepForm) -> None:
    """A second step in the same click. The first one remains, whatever becomes of the second."""
    if not (name := form.followed_by()):
        return
    try:
        performing.perform(case, name, request.user, moment(request), request_id=request_id(request))
        messages.success(request, _("Done: %(step)s.") % {"step": STEPS[name].label})
    except CaseError as error:
        messages.warning(request, str(error))


def _page(
    request: AuthenticatedRequest, case: Case, step: Step, form: StepForm, draft: StepDraft | None = None
) -> HttpResponse:
    button = _button(request, case, step)
    drafts = drafted_acts.needs_approval(case, step, moment(request))
    if signing.needed(step) and not drafts and not form.tells and not (button and button.blocked):
        return _signing_page(request, case, step, form, None)
    context = {
        "case": case,
        "step": step,
        "form": form,
        "button": button,
        "draft": draft,
        "signed": signing.needed(step) and not drafts,
        "drafts": drafts,
        "back": case_url(request.user, case),
        "desk": desk_url(request.user, case),
        "section": "desk",
        "now": moment(request),
        "present": watch(request, case, step.name),
    } | case_file.documents(case, request)
    if step.by == request.user.role and step.decisions:
        context |= case_file.recorded(case, request)
    template = [f"cases/steps/{step.form or 'confirm'}.html", "cases/step.html"]
    return render(request, template, context, status=status_of(form))
