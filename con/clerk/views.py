"""The desk of the public service centre (ЦОН) of one city, п. 20–21 and 25–27."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.law.actors import Actor, Role
from cases.service.acts import filing
from cases.service.orders import rule_of
from cases.service.vocabulary import STEPS, Case, DocRule
from cases.web import desk
from cases.web.case_file import taken_back
from cases.web.documents import uploads
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.finding import the_case
from cases.web.request.kept import untaken
from cases.web.request.moment import moment
from cases.web.step import taking
from con.clerk import package

TEMPLATE = "con/clerk/case.html"


def permit_numbers(cases: list[Case]) -> dict[UUID, str]:
    return {c.pk: c.preliminary_number for c in cases}


home = desk.home(Actor.CLERK, "con/clerk/home.html", desk.Column(gettext_lazy("Preliminary permit"), permit_numbers))


def _package(case: Case, request: AuthenticatedRequest, context: dict[str, Any], **wrong: Any) -> dict[str, Any]:
    """The table of the package; `wrong` is what was entered badly in the row of its `kind`."""
    rows = package.lines(case, request.user, moment(request), context["letters"])
    for row in rows:
        if row.rule.kind == wrong.get("kind"):
            row.form = wrong.get("form", row.form)
            row.errors = wrong.get("errors", [])
            row.remarks = package.remarks(case, wrong.get("typed", {}))
            row.why = wrong.get("why", "")
            row.draft = wrong.get("draft", "")
    return {"package": rows, "has_errors": bool(wrong.get("errors") or wrong.get("form"))}


case = desk.case(Actor.CLERK, TEMPLATE, _package)
originals = taken_back.waiting(Actor.CLERK, "con/originals.html")


def _page(request: AuthenticatedRequest, case: Case, status: int, **wrong: Any) -> HttpResponse:
    return desk.show(request, case, TEMPLATE, partial(_package, **wrong), status)


def _row(case: Case, kind: str) -> DocRule:
    """The document of the list at hand, or 404."""
    rule = rule_of(case, package.list_of(case), kind)
    if rule is None:
        raise Http404
    return rule


@open_to(Role.CLERK)
def reconcile(request: AuthenticatedRequest, pk: UUID, kind: str) -> HttpResponse:
    """POST: the clerk's word on one document: accepted, or not and why (п. 21). GET: the way back from a sign-in."""
    case, step = the_case(request, pk, "slot"), STEPS["reconcile_document"]
    if case.state not in step.sources:
        return taking.moved_on(request, case, step)
    rule = _row(case, kind)
    if request.method != "POST":
        return _at_row(case, kind)
    data = request.POST.copy()
    data["kind"] = rule.kind
    form = taking.bound(request, case, step, data)
    done = taking.submit(request, case, step, form)
    if done is None:
        errors = [str(e) for rows in form.errors.values() for e in rows]
        kept = {"typed": data, "why": data.get("reason", ""), "draft": form.data.get("draft", "")}
        return _page(request, case, taking.status_of(form), kind=kind, errors=errors, **kept)
    return _at_row(case, kind)


@open_to(Role.CLERK)
def upload(request: AuthenticatedRequest, pk: UUID, kind: str) -> HttpResponse:
    """POST: a document brought to the centre, or a newer copy of one sent before (п. 20)."""
    case = the_case(request, pk, "slot")
    if not package.list_of(case):
        return _moved_on(request, case)
    rule = _row(case, kind)
    if kind not in filing.attachable(case, request.user):
        raise Http404
    if request.method != "POST":
        return _at_row(case, kind)
    form = uploads.receive(request, case, rule)
    if form is not None:
        return _page(request, case, form.status, kind=kind, form=form)
    messages.success(request, _("Kept: %(title)s.") % {"title": rule.title})
    return _at_row(case, kind)


def _at_row(case: Case, kind: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('con:clerk:case', args=[case.pk])}#doc-{kind}")


def _moved_on(request: AuthenticatedRequest, case: Case) -> HttpResponse:
    messages.warning(request, _("The case has moved on: this cannot be changed any more."))
    return untaken(HttpResponseRedirect(reverse("con:clerk:case", args=[case.pk])))
