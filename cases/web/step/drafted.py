"""Acts that another official approves: what is displayed of a draft beside the case, and its page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.eds import EdsError
from cases.engine import performing
from cases.engine.performing import drafted_acts
from cases.engine.performing.waiting_rows import colleagues
from cases.engine.programmes.forms import StepForm
from cases.engine.steps import STEPS, Step
from cases.engine.steps.facts import StepFacts
from cases.engine.writing import audit
from cases.law.actors import DESK_ROLES
from cases.law.errors import CaseError, NotFoundError, NotNowError
from cases.models import Case, DraftedAct, StepDraft, User
from cases.web import case_file, timeline
from cases.web.drafts import texts
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.addresses import case_url, desk_url
from cases.web.request.finding import the_case
from cases.web.request.moment import moment, request_id
from cases.web.step import preview, signing, telephone
from cases.web.step.backform import BackForm
from cases.web.step.refused import refuse, status_of

ALONE = gettext_lazy(
    "Nobody else of your body has an account with this work, so nobody can approve it: ask the administrator for an "
    "account of a second official, or take the draft back."
)
WHY_BACK = gettext_lazy("What has to be changed")


@dataclass(frozen=True, slots=True)
class DraftedActPanel:
    """A draft that waits for approval."""

    row: DraftedAct
    step: Step
    rows: list[tuple[Any, Any]]
    """(label, value) as drafted."""
    url: str
    """Its page; "" for a reader who cannot approve it."""
    why_not: Any
    """Why the reader cannot approve it; "" where nothing prevents it."""
    mine: bool
    """Drafted by the reader."""
    signed: bool


def beside(case: Case, user: User) -> list[DraftedActPanel]:
    """No statement for a case that has none; nothing for the applicant."""
    mine = [row for row in drafted_acts.waiting_drafts(case) if user.reads_as in (STEPS[row.step].by, "auditor")]
    return [_panel(case, row, user) for row in mine]


def _panel(case: Case, row: DraftedAct, user: User) -> DraftedActPanel:
    step, mine = STEPS[row.step], row.by_id == user.pk
    drafted_facts = audit.as_json(drafted_acts.facts_of(row).as_dict())
    why_not = drafted_acts.refusal(case, row, user) or ""
    if mine and not colleagues(user, case):
        why_not = ALONE
    url = reverse("cases:drafted", args=[case.pk, row.pk]) if user.role == step.by else ""
    rows = list(timeline.facts_in_words(case, step.name, drafted_facts).values())
    return DraftedActPanel(row, step, rows, url, why_not, mine, signing.needed(step))


# ------------------------------------------------------------------------------------------------ its page


class ApprovalForm(StepForm):
    """The act as it was drafted: nothing of it is entered here."""

    approve = forms.ChoiceField(choices=[("1", "1")], widget=forms.HiddenInput, initial="1")
    tells = False  # type: ignore[assignment]

    def _post_clean(self) -> None:
        """The demands on its facts are made when it is approved."""


@open_to(*DESK_ROLES)
def drafted(request: AuthenticatedRequest, pk: UUID, act_pk: UUID) -> HttpResponse:
    """GET: the act as it was drafted. POST: "approve" it, "preview" its letter, or send it back in words."""
    case = the_case(request, pk)
    row = DraftedAct.objects.filter(pk=act_pk, case=case).select_related("by").first()
    if row is None or STEPS[row.step].by != request.user.role:
        raise Http404
    if row.pk not in {waits.pk for waits in drafted_acts.waiting_drafts(case)}:
        messages.warning(request, str(drafted_acts.OVER))
        return redirect(case_url(request.user, case))
    approves = request.method == "POST" and "approve" in request.POST
    form = _approval(request, case, row, bound=approves)
    draft = texts.stored_text(request, case, texts.of_sending_back(row.pk))
    sent = request.POST if request.method == "POST" and not approves else None
    back = BackForm(sent, WHY_BACK, typed=texts.initial(draft))
    done = _approve(request, case, row, form) if approves else _send_back(request, case, row, back)
    return done or _page(request, case, row, form, back)


def _approval(request: AuthenticatedRequest, case: Case, row: DraftedAct, *, bound: bool) -> ApprovalForm:
    data = request.POST if bound else None
    return ApprovalForm(data, case=case, step=STEPS[row.step], user=request.user, now=moment(request))


def _approve(request: AuthenticatedRequest, case: Case, row: DraftedAct, form: ApprovalForm) -> HttpResponse | None:
    """A redirect when it is approved, the sheet to be signed, or the letter; None: the page says what is wrong."""
    if not form.is_valid():
        return None
    step = STEPS[row.step]
    try:
        facts = drafted_acts.facts_of(row)
        if preview.is_requested(request, form):
            return preview.of_facts(request, case, step, facts, form, second=True)
        if reason := drafted_acts.refusal(case, row, request.user):
            raise NotNowError(reason)
        if signing.needed(step) and not signing.has_signature(request):
            performing.ensure(case, step, request.user, moment(request), form.cleaned_data.get("version"), second=True)
            if telephone.is_requested(request):
                carried = list(signing.carried_values(form))
                return telephone.send_sheet(request, case, step, facts, carried, _here(case, row))
            return _sheet(request, case, row, form, facts)
        _perform(request, case, row, form, facts)
    except NotFoundError as error:
        raise Http404 from error
    except EdsError as error:
        refuse(form, error)
        return _sheet(request, case, row, form, facts)
    except CaseError as error:
        refuse(form, error)
        return None
    messages.success(request, _("Approved and done: %(step)s.") % {"step": step.label})
    return redirect(_back(request, case))


def _perform(request: AuthenticatedRequest, case: Case, row: DraftedAct, form: ApprovalForm, facts: StepFacts) -> None:
    step, user, now = STEPS[row.step], request.user, moment(request)
    signed = signing.signature(request, case, step, facts) if signing.needed(step) else None
    version, rid = form.cleaned_data.get("version"), request_id(request)
    performing.perform(case, step.name, user, now, version=version, request_id=rid, signature=signed, confirms=row.pk)
    StepDraft.objects.filter(case=case, user=row.by, step=step.name).delete()  # what was typed has become the act


def _sheet(
    request: AuthenticatedRequest, case: Case, row: DraftedAct, form: ApprovalForm, facts: StepFacts
) -> HttpResponse:
    step, here = STEPS[row.step], _here(case, row)
    return signing.page(request, case, step, form, facts, status=status_of(form), action=here)


def _here(case: Case, row: DraftedAct) -> str:
    return reverse("cases:drafted", args=[case.pk, row.pk])


def _back(request: AuthenticatedRequest, case: Case) -> str:
    seen = Case.objects.visible_to(request.user).filter(pk=case.pk).exists()
    return case_url(request.user, case) if seen else desk_url(request.user, case)


def _send_back(request: AuthenticatedRequest, case: Case, row: DraftedAct, form: BackForm) -> HttpResponse | None:
    if not form.is_valid():
        return None
    user, now, words = request.user, moment(request), form.cleaned_data["text"]
    try:
        drafted_acts.send_back(case.pk, row.pk, user, now, words, request_id=request_id(request))
    except NotFoundError as error:
        raise Http404 from error
    except CaseError as error:
        refuse(form, error)  # type: ignore[arg-type]
        return None
    texts.discard(request, case, texts.of_sending_back(row.pk))
    messages.success(request, _("The draft is sent back. Nothing of the case has changed."))
    return redirect(case_url(user, case))


def _page(
    request: AuthenticatedRequest, case: Case, row: DraftedAct, form: ApprovalForm, back_form: BackForm
) -> HttpResponse:
    case.refresh_from_db()
    case.forget_dossier()
    here = next((shown for shown in beside(case, request.user) if shown.row.pk == row.pk), None)
    if here is None:
        messages.warning(request, str(drafted_acts.OVER))
        return redirect(case_url(request.user, case))
    bound = form if form.is_bound else back_form
    context = {
        "case": case,
        "shown": here,
        "step": here.step,
        "form": bound,
        "back_form": back_form,
        "back": case_url(request.user, case),
        "section": "desk",
        "now": moment(request),
    } | case_file.documents(case, request)
    what = texts.of_sending_back(row.pk)
    context |= texts.context(case, what, texts.stored_text(request, case, what))
    return render(request, "cases/drafted.html", context, status=status_of(bound))  # type: ignore[arg-type]
