"""The desk of the public service centre (ЦОН) of one city, п. 20–21 and 25–27."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.law.actors import Actor, Role
from cases.law.regulations import DocRule
from cases.law.titles import rule_of
from cases.models import Case
from cases.programmes.nomad.forms.final import ReconcileForm
from cases.service.acts import filing
from cases.service.orders import Step, steps_with
from cases.web import desk
from cases.web.documents import uploads
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.finding import the_case
from cases.web.request.moment import moment
from cases.web.request.typed_input import not_accepted
from cases.web.step import rows, taking
from con.clerk import package, package_draft
from con.clerk.receipts import receipts

TEMPLATE = "con/clerk/case.html"


def permit_numbers(cases: list[Case]) -> dict[UUID, str]:
    return {c.pk: c.preliminary_number for c in cases}


home = desk.home(Actor.CLERK, "con/clerk/home.html", desk.Column(gettext_lazy("Preliminary permit"), permit_numbers))


def _package(case: Case, request: AuthenticatedRequest, context: dict[str, Any], **wrong: Any) -> dict[str, Any]:
    """The table of the package. `wrong`: what was entered badly, by the kind of its row: `forms` of uploads, `errors`,
    `drafts`; `typed`: what is not recorded yet, by default what the person's draft has."""
    lines = package.package_lines(case, request.user, moment(request), context["letters"])
    around = package_draft.around(request, case, context["begun"]) if lines else {}
    wrong = {"typed": package_draft.typed_before(case, around)} | wrong
    for row in lines:
        kind = row.rule.kind
        row.form = wrong.get("forms", {}).get(kind, row.form)
        row.errors = wrong.get("errors", {}).get(kind)
        row.draft = wrong.get("drafts", {}).get(kind, "")
        if kind in wrong.get("typed", {}):
            row.bring_back(case, wrong["typed"][kind])
    context = {**package.before(case, lines), **receipts(case, context), "package_typed": around}
    return {"package": lines, "has_errors": bool(wrong.get("errors") or wrong.get("forms")), **context}


case = desk.case(Actor.CLERK, TEMPLATE, _package)


def _page(request: AuthenticatedRequest, case: Case, status: int, **wrong: Any) -> HttpResponse:
    return desk.render_case(request, case, TEMPLATE, partial(_package, **wrong), status)


def _row(case: Case, kind: str) -> DocRule:
    """The document of the list at hand, or 404."""
    rule = rule_of(case, package.list_of(case), kind)
    if rule is None:
        raise Http404
    return rule


def _step() -> Step:
    """With which one document is compared with its original."""
    return steps_with(ReconcileForm)[0]


@open_to(Role.CLERK)
def reconcile(request: AuthenticatedRequest, pk: UUID, kind: str) -> HttpResponse:
    """POST: the clerk's word on one document: accepted, or not and why (п. 21). What was typed in other rows stays on
    the page. GET: the way back from a sign-in."""
    case, step = the_case(request, pk, "slot"), _step()
    if case.state not in step.sources:
        return taking.moved_on(request, case, step)
    rule = _row(case, kind)
    if request.method != "POST":
        return _at_row(case, kind)
    typed = package.typed_rows(case, request.POST)
    data = _row_data(request.POST, rule.kind)
    form = taking.bound(request, case, step, data)
    done = taking.submit(request, case, step, form)
    if done is None:
        errors = {kind: [str(e) for rows in form.errors.values() for e in rows]}
        typed[kind] = {name: data.get(name, "") for name in package.NAMES}
        entered = {"typed": typed, "errors": errors, "drafts": {kind: form.data.get("draft", "")}}
        return _page(request, case, taking.status_of(form), **entered)
    typed.pop(kind, None)
    package_draft.recorded(request, case, [kind])
    return _with_the_rest(request, case, typed) if typed else _at_row(case, kind)


def _row_data(sent: QueryDict, kind: str) -> QueryDict:
    """The facts of one row, under the names that the step gives them."""
    data = sent.copy()
    for name in package.NAMES:
        if f"{name}_{kind}" in sent:
            data[name] = sent.get(f"{name}_{kind}", "")
    data["kind"] = kind
    return data


def _with_the_rest(request: AuthenticatedRequest, case: Case, typed: dict[str, dict[str, str]]) -> HttpResponse:
    """The page with what is typed in other rows, on the case as it is now."""
    fresh = the_case(request, case.pk, "slot")
    return _page(request, fresh, 200, typed=package.still_open(fresh, typed))


@open_to(Role.CLERK)
def reconcile_all(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    """POST: every row in which something is marked, each in a transaction of its own; what cannot be recorded stays in
    its row with the reason. GET: the way back from a sign-in."""
    case, step = the_case(request, pk, "slot"), _step()
    if case.state not in step.sources:
        return taking.moved_on(request, case, step)
    if request.method != "POST":
        return HttpResponseRedirect(reverse("con:clerk:case", args=[case.pk]))
    typed = package.typed_rows(case, request.POST)
    if quicker := rows.overtaken(request, case, step):
        messages.warning(request, quicker)
        return _page(request, case, 409, typed=typed)
    if typed:
        return _take_rows(request, case, typed)
    messages.info(request, _("Nothing was marked that is not recorded already."))
    return HttpResponseRedirect(reverse("con:clerk:case", args=[case.pk]))


def _take_rows(request: AuthenticatedRequest, case: Case, typed: dict[str, dict[str, str]]) -> HttpResponse:
    step = _step()
    errors = rows.take_each(request, case, step, {kind: _row_data(request.POST, kind) for kind in typed})
    if done := len(typed) - len(errors):
        messages.success(request, rows.counted(done))
    package_draft.recorded(request, case, typed.keys() - errors.keys())
    fresh = the_case(request, case.pk, "slot")
    if errors and fresh.state in step.sources:
        return _page(request, fresh, 422, typed={kind: typed[kind] for kind in errors}, errors=errors)
    return HttpResponseRedirect(reverse("con:clerk:case", args=[case.pk]) + "#package-title")


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
        typed = package.typed_rows(case, request.POST)
        return _page(request, case, form.status, forms={kind: form}, typed=typed)
    messages.success(request, _("Kept: %(title)s.") % {"title": rule.title})
    return _at_row(case, kind)


def _at_row(case: Case, kind: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('con:clerk:case', args=[case.pk])}#doc-{kind}")


def _moved_on(request: AuthenticatedRequest, case: Case) -> HttpResponse:
    messages.warning(request, _("The case has moved on: this cannot be changed any more."))
    return not_accepted(HttpResponseRedirect(reverse("con:clerk:case", args=[case.pk])))
