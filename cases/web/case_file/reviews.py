"""A document is reviewed: accepted, or marked as one to be returned, with the reason that its return will have."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases.engine.performing import reviewing
from cases.engine.programmes import form_of
from cases.engine.programmes.forms import StepForm
from cases.engine.steps import Step
from cases.law.actors import DESK_ROLES
from cases.law.errors import CaseError, NotFoundError
from cases.law.titles import list_at, title
from cases.models import Case, Document, DocumentReview, StepDraft
from cases.web import case_file
from cases.web.drafts import texts
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.addresses import case_url
from cases.web.request.finding import the_case
from cases.web.request.moment import moment
from cases.web.request.typed_input import not_accepted


@open_to(*DESK_ROLES)
def review(request: AuthenticatedRequest, pk: UUID, kind: str) -> HttpResponse:
    """GET: the document with the reasons that fit it. POST: the verdict, "accepted", "returned" or "open"."""
    case = the_case(request, pk, "slot")
    step = reviewing.step_of(case, request.user.role)
    if step is None or kind not in reviewing.reviewed_kinds(case):
        messages.warning(request, str(reviewing.OVER))
        return not_accepted(redirect(case_url(request.user, case)))
    verdict = request.POST.get("verdict", "") if request.method == "POST" else ""
    if verdict and verdict not in dict(DocumentReview.VERDICTS):
        raise Http404
    draft = texts.stored_text(request, case, texts.of_review(kind))
    form = _form(request, case, step, kind, draft, bound=verdict == DocumentReview.RETURNED)
    wrong = _wrong(form, kind) if form.is_bound else {}
    if verdict and not wrong:
        done = _record(request, case, kind, verdict, form)
        if done:
            return done
    return _page(request, case, step, form, wrong, texts.context(case, texts.of_review(kind), draft) | {"kind": kind})


def _form(
    request: AuthenticatedRequest, case: Case, step: Step, kind: str, draft: StepDraft | None, *, bound: bool
) -> StepForm:
    """That of the step which returns: the same reasons are judged there once more."""
    data, began = request.POST if bound else None, texts.initial(draft)
    form = form_of(step)(data, case=case, step=step, user=request.user, now=moment(request), initial=began)
    if f"ground_{kind}" not in form.fields:
        raise Http404
    return form


def _wrong(form: StepForm, kind: str) -> dict[str, Any]:
    """What is wrong with this document's part of the form, by field; the rest is not validated here."""
    mine = {f"{name}_{kind}" for name in texts.REMARKS}
    wrong = {name: errors for name, errors in form.errors.items() if name in mine}
    if not wrong and not form.cleaned_data.get(f"ground_{kind}"):
        form.add_error(f"ground_{kind}", _("Choose the reason for which this document is returned."))
        return {f"ground_{kind}": form.errors[f"ground_{kind}"]}
    return wrong


def _record(request: AuthenticatedRequest, case: Case, kind: str, verdict: str, form: StepForm) -> HttpResponse | None:
    """A redirect; back to the case, with the reason, where the review is not accepted any more."""
    words = (
        {name: str(form.cleaned_data.get(f"{name}_{kind}") or "") for name in texts.REMARKS} if form.is_bound else {}
    )
    seen, user = request.POST.get("document", ""), request.user
    try:
        reviewing.record_review(case.pk, user, moment(request), kind, verdict, seen=seen, **words)
    except NotFoundError as error:
        raise Http404 from error
    except CaseError as error:
        messages.warning(request, str(error))
        if form.is_bound:
            case.forget_dossier()
            return None  # the page is displayed again, with what was typed
        return not_accepted(HttpResponseRedirect(_here(request, case, kind)))
    texts.discard(request, case, texts.of_review(kind))
    messages.success(request, _done(case, verdict) % {"title": title(case, list_at(case), kind)})
    return HttpResponseRedirect(_next(request, case, kind))


def _done(case: Case, verdict: str) -> str:
    words = {
        DocumentReview.ACCEPTED: _("Accepted: %(title)s."),
        DocumentReview.RETURNED: _("Marked as to be returned: %(title)s. It goes back with the return, not before."),
    }
    return words.get(verdict) or _("To be looked at again: %(title)s.")


def _here(request: AuthenticatedRequest, case: Case, kind: str) -> str:
    document = case.dossier.documents.get(kind)
    return f"{case_url(request.user, case)}{f'?doc={document.pk}#viewer' if document else ''}"


def _next(request: AuthenticatedRequest, case: Case, kind: str) -> str:
    """The next document that nobody has looked at; after the last one, the work."""
    case.forget_dossier()
    reviewed, kinds = reviewing.current_reviews(case, request.user.role), reviewing.reviewed_kinds(case)
    at = kinds.index(kind)
    rest = [name for name in kinds[at + 1 :] + kinds[:at] if name not in reviewed and name in case.dossier.documents]
    return _here(request, case, rest[0]) if rest else f"{case_url(request.user, case)}#work"


def _page(
    request: AuthenticatedRequest, case: Case, step: Step, form: StepForm, wrong: dict[str, Any], about: dict[str, Any]
) -> HttpResponse:
    """`about`: the kind of the document, and what the draft gives the page."""
    kind = about["kind"]
    context = {
        "case": case,
        "step": step,
        "row": next(row for row in form.rows() if row[0].kind == kind),  # type: ignore[attr-defined]
        "document": _in_view(request, case, kind),
        "form": form,
        "wrong": wrong,
        "verdict": reviewing.current_reviews(case, request.user.role).get(kind),
        "back": _here(request, case, kind),
        "section": "desk",
        "now": moment(request),
    }
    context |= about | case_file.documents(case, request)
    return render(request, "cases/review.html", context, status=409 if form.is_bound and not wrong else _status(wrong))


def _in_view(request: AuthenticatedRequest, case: Case, kind: str) -> Document | None:
    """The document of the review, which is in the viewer unless the address names another."""
    document = case.dossier.documents.get(kind)
    if document is not None:
        query = request.GET.copy()
        query.setdefault("doc", str(document.pk))
        request.GET = query  # type: ignore[assignment]
    return document


def _status(wrong: dict[str, Any]) -> int:
    return 422 if wrong else 200
