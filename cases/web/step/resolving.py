"""The page on which a discrepancy is resolved: what is in the file beside what a system says, and which side is
right."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases.engine.writing import audit
from cases.law.actors import Role
from cases.law.errors import CaseError, NotFoundError
from cases.models import Case, Discrepancy, StepDraft
from cases.programmes.nomad import resolving
from cases.programmes.nomad.forms.resolving import ResolveForm
from cases.programmes.nomad.resolving import Choice, ResolvedError
from cases.web import case_file
from cases.web.drafts import second_clicks, stepdrafts, texts
from cases.web.request import returning
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.addresses import case_url
from cases.web.request.finding import the_case
from cases.web.request.moment import moment, request_id
from cases.web.request.typed_input import not_accepted


def _was(discrepancy: Discrepancy) -> list[Discrepancy]:
    """The resolutions that this one has corrected in the end, the latest first."""
    was: list[Discrepancy] = []
    while discrepancy.corrects_id:
        discrepancy = Discrepancy.objects.select_related("resolved_by").get(pk=discrepancy.corrects_id)
        was.append(discrepancy)
    return was


def _done(request: AuthenticatedRequest, discrepancy: Discrepancy, choice: Choice) -> str:
    """Resolve it, or correct its resolution; a sentence about it."""
    act = resolving.resolve if discrepancy.resolved_at is None else resolving.correct
    act(discrepancy.pk, request.user, moment(request), choice, request_id=request_id(request))
    if discrepancy.resolved_at is None:
        return _("The discrepancy is resolved: what you chose is the fact of the case.")
    return _("The resolution is corrected: what you chose now is the fact of the case.")


def _late(request: AuthenticatedRequest, discrepancy: Discrepancy) -> bool:
    """Sent from a page on which it was still open: the user did not mean to correct a colleague's resolution."""
    return discrepancy.resolved_at is not None and "correct" not in request.POST


@open_to(Role.OFFICER)
def resolve(request: AuthenticatedRequest, pk: UUID, discrepancy_pk: UUID) -> HttpResponse:
    """GET: what was entered beside what the system says. POST: the side that is right, and why; of a resolution that no
    decision is based on yet, also what is right instead."""
    case = the_case(request, pk)
    rows = Discrepancy.objects.select_related("exchange", "resolved_by")
    discrepancy = rows.filter(pk=discrepancy_pk, case=case).first()
    if discrepancy is None:
        raise Http404
    row = _begun(request, case, discrepancy)
    form = _form(request, case, discrepancy, row)
    if request.method == "POST" and (_late(request, discrepancy) or form.is_valid()):
        return _resolved(request, case, discrepancy, form)
    context = {
        "case": case,
        "heading": _("Two answers that differ"),
        "discrepancy": discrepancy,
        "form": form,
        "back": case_url(request.user, case),
        "section": "desk",
    }
    context |= texts.context(case, texts.of_resolving(discrepancy.pk), row) | case_file.documents(case, request)
    context["there"] = returning.query(request.path)
    context["own_answers"] = own if len(own := case.dossier.own_answers(discrepancy.what)) > 1 else []
    if discrepancy.resolved_at:
        context |= {"was": _was(discrepancy), "correct": resolving.correctable(case, discrepancy)}
        context["later"] = Discrepancy.objects.filter(corrects=discrepancy).first()
    return render(request, "cases/discrepancy.html", context, status=422 if form.errors else 200)


def _begun(request: AuthenticatedRequest, case: Case, discrepancy: Discrepancy) -> StepDraft | None:
    """What the address names, of what a colleague has overtaken; else what is being typed."""
    overtaken = stepdrafts.chosen(request, case, StepDraft.RESOLUTION) if request.method != "POST" else None
    return overtaken or texts.stored_text(request, case, texts.of_resolving(discrepancy.pk))


def _form(request: AuthenticatedRequest, case: Case, discrepancy: Discrepancy, row: StepDraft | None) -> ResolveForm:
    if request.method == "POST":
        return ResolveForm(request.POST, case=case, discrepancy=discrepancy, now=moment(request))
    if row is not None and row.step == StepDraft.RESOLUTION:
        draft = stepdrafts.initial(row, case, request.user, moment(request))
    else:
        draft = texts.initial(row) | ({"draft": row.pk} if row else {})
    return ResolveForm(None, case=case, discrepancy=discrepancy, now=moment(request), initial=draft)


def _resolved(request: AuthenticatedRequest, case: Case, discrepancy: Discrepancy, form: ResolveForm) -> HttpResponse:
    back = redirect(case_url(request.user, case))
    try:
        if _late(request, discrepancy):
            raise ResolvedError(discrepancy)
        sentence = _done(request, discrepancy, form.choice())
    except NotFoundError as error:
        raise Http404 from error
    except CaseError as error:
        messages.warning(request, str(error))
        return back if _keep(request, case, discrepancy, form) else not_accepted(back)
    stepdrafts.discard_used(request, case, StepDraft.RESOLUTION)
    texts.discard(request, case, texts.of_resolving(discrepancy.pk))
    messages.success(request, sentence)
    return back


def _keep(request: AuthenticatedRequest, case: Case, discrepancy: Discrepancy, form: ResolveForm) -> bool:
    """Whether nothing is lost: the input is stored as a draft, or the user clicked twice."""
    if second_clicks.second_click(request, case, StepDraft.RESOLUTION, form):
        return True
    data = stepdrafts.entered(request) | {stepdrafts.DISCREPANCY: [str(discrepancy.pk)]}
    stepdrafts.write(request.user, case, StepDraft.RESOLUTION, data, audit.last_event(case), moment(request))
    return True
