"""The ministry's reading list, and the signing of several petitions at a sitting, each by its own signature (п. 8)."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from cases.law.actors import Role
from cases.law.errors import CaseError
from cases.models import SigningItem
from cases.programmes.nomad.forms import StepForm
from cases.service import acts, sittings
from cases.service.acts import EdsError
from cases.service.orders import Step, step_where
from cases.web import case_file, mobile
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.callers import address
from cases.web.request.moment import moment, request_id
from cases.web.step import preview, signing, telephone
from cases.web.step.entered import bound


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """A petition of the list as it was sent."""

    read: Any
    chosen: bool = False
    """Whether it is marked to be signed."""
    typed: str = ""
    """What was entered beside it."""
    errors: tuple[str, ...] = ()
    """Why it cannot be signed so."""


def _step() -> Step:
    return step_where(at_a_sitting=True)


@open_to(Role.SIGNER)
def reading(request: AuthenticatedRequest) -> HttpResponse:
    """GET: what waits, each with the record of Astana Hub. POST: the sheets of those that are chosen."""
    listed, after = sittings.petitions_page(request.user, _step().name, request.GET.get("after", ""))
    rows = [ReadingRow(read) for read in listed]
    if request.method == "POST":
        chosen = _keys(request)
        # A petition that came since pushes others to the next page, or to the one before.
        elsewhere = sittings.petitions_chosen(request.user, _step().name, chosen - {read.case.pk for read in listed})
        rows, facts = _judged(request, [*listed, *elsewhere], chosen)
        if left := len(chosen) - sum(row.chosen for row in rows):
            gone = ngettext(
                "%(n)d of the chosen petitions has left the list meanwhile.",
                "%(n)d of the chosen petitions have left the list meanwhile.",
                left,
            )
            messages.info(request, gone % {"n": left})
        if not any(row.errors for row in rows):
            try:
                session = sittings.begin(request.user, _step().name, facts, moment(request))
                return redirect("hub:signing:sheets", session.pk)
            except CaseError as error:
                messages.warning(request, str(error))
    return _list(request, rows, after)


def _list(request: AuthenticatedRequest, rows: list[ReadingRow], after: str) -> HttpResponse:
    wrong = any(row.errors for row in rows)
    first = bound(request, rows[0].read.case, _step(), {}) if rows else None
    context = {
        "rows": rows,
        "paragraph": _step().paragraph,
        "after": after,
        "form": first,
        "most": sittings.MOST,
        "now": moment(request),
        "section": "desk",
        "wrong": wrong,
    }
    return render(request, "hub/signing/reading.html", context, status=422 if wrong else 200)


def _keys(request: AuthenticatedRequest) -> set[UUID]:
    """What was ticked; what is no key is left out."""
    known = set()
    for value in request.POST.getlist("case"):
        with suppress(ValueError):
            known.add(UUID(value))
    return known


def _judged(
    request: AuthenticatedRequest, listed: Iterable[Any], chosen: set[UUID]
) -> tuple[list[ReadingRow], dict[UUID, Any]]:
    """The rows as they were sent, and the facts of those that are chosen and sound. What has left the list since is
    not among them."""
    rows, facts = [], {}
    for read in listed:
        key, typed = read.case.pk, request.POST.get(f"profession-{read.case.pk}", "")
        errors: tuple[str, ...] = ()
        if key in chosen:
            form = bound(request, read.case, _step(), {"profession": typed, "version": read.case.version})
            if form.is_valid():
                facts[key] = form.facts()
            else:
                errors = tuple(_named(form, name, error) for name, reasons in form.errors.items() for error in reasons)
        rows.append(ReadingRow(read, key in chosen, typed, errors))
    return rows, facts


def _named(form: StepForm, name: str, error: object) -> str:
    """With the field that it is about."""
    return f"{form.fields[name].label}: {error}" if name in form.fields else str(error)


@open_to(Role.SIGNER)
def sheets(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    """Each sheet that is still to be signed, drawn up at this moment, and what came of the others."""
    items = sittings.sheets_of(request.user, pk)
    if not items:
        raise Http404
    now = moment(request)
    context = signing.ncalayer_context(request.user, sittings.step_of(items[0])) | {
        "items": [_shown(request, item, now) for item in items],
        "paragraph": _step().paragraph,
        "language": get_language(),
        "waiting": sum(item.waits for item in items),
        "done": sum(item.is_done for item in items),
        "here": reverse("hub:signing:sheets", args=[pk]),
        "section": "desk",
    }
    return render(request, "hub/signing/sheets.html", context)


def _shown(request: AuthenticatedRequest, item: SigningItem, now: datetime) -> dict[str, Any]:
    context: dict[str, Any] = {"item": item, "case": item.case}
    if not sittings.recheck(item, request.user, now).waits:
        return context
    sheet = signing.drawn_up(request, item.case, sittings.step_of(item), sittings.facts_of(item))
    acts.record_reading(item.case, request.user, "sheet", now, ref=sheet.sha256, address=address(request))
    context |= {"sheet": sheet, "sheet_at": sheet.facts["at"], "content": signing.encoded(sheet)}
    return context | {"papers": case_file.papers(item.case, request)}


@open_to(Role.SIGNER)
def sign(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    """POST: the signature under one sheet; the answer is what came of it. The same one again records nothing twice."""
    item = sittings.sheet_of(request.user, pk)
    if item is None:
        raise Http404
    if request.method != "POST":
        return redirect("hub:signing:sheets", item.session_id)
    if preview.is_preview(request):
        return _letter(request, item)
    if sittings.recheck(item, request.user, moment(request)).waits:
        item = _signed(request, item, request.POST.get("sheet_at", ""), request.POST.get("cms", ""))
    return render(request, "hub/signing/_came.html", {"item": item, "case": item.case})


def _letter(request: AuthenticatedRequest, item: SigningItem) -> HttpResponse:
    """The petition as it will be, before its sheet is signed."""
    try:
        return preview.of_step(request, item.case, sittings.step_of(item), sittings.facts_of(item))
    except CaseError as error:
        messages.warning(request, str(error) or str(sittings.LEFT))
        return redirect("hub:signing:sheets", item.session_id)


def _signed(request: AuthenticatedRequest, item: SigningItem, drawn_up_at: str, cms: str) -> Any:
    now, step = moment(request), sittings.step_of(item)
    try:
        sheet = signing.sheet_of(request, item.case, step, sittings.facts_of(item), drawn_up_at)
        signature = signing.verified(request, step, sheet, cms)
    except EdsError as error:
        return sittings.failed(item, error, now)
    return sittings.sign_item(item.pk, request.user, signature, now, request_id(request))


# ------------------------------------------------------------------------------------------------ on a telephone


@open_to(Role.SIGNER)
def to_telephone(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    """POST: the ticked sheets go to a telephone, which signs all of them at once."""
    here = redirect("hub:signing:sheets", pk)
    items = _waiting(request, pk, request.POST.getlist("item"))
    if request.method != "POST" or not mobile.is_requested(request):
        return here
    if not items:
        messages.info(request, _("Tick at least one sheet that you have read."))
        return here
    moments = {str(item.pk): request.POST.get(f"at-{item.pk}", "") for item in items}
    try:
        shown = [_shown_sheet(request, item, moments[str(item.pk)]) for item in items]
        carried = [(f"at-{key}", at) for key, at in moments.items()]
        carried.append(("sheet_language", request.POST.get("sheet_language", "")))
        action = reverse("hub:signing:from_telephone", args=[pk])
        return telephone.send_sheets(request, _step(), shown, carried, action, here.url)
    except CaseError as error:
        messages.warning(request, str(error))
        return here


@open_to(Role.SIGNER)
def from_telephone(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    """POST: what the telephone has signed, each recorded by itself; what came of each stands on the page of sheets."""
    keys = [name.removeprefix("at-") for name in request.POST if name.startswith("at-")]
    if request.method == "POST":
        for item in _waiting(request, pk, keys):
            cms = request.POST.get(f"cms-{item.pk}") or request.POST.get("cms", "")
            _signed(request, item, request.POST[f"at-{item.pk}"], cms)
    return redirect("hub:signing:sheets", pk)


def _waiting(request: AuthenticatedRequest, session: UUID, keys: Iterable[str]) -> list[Any]:
    """Those of `keys` that are still to be signed."""
    wanted, now = set(keys), moment(request)
    items = sittings.sheets_of(request.user, session)
    return [item for item in items if str(item.pk) in wanted and sittings.recheck(item, request.user, now).waits]


def _shown_sheet(request: AuthenticatedRequest, item: SigningItem, drawn_up_at: str) -> telephone.ShownSheet:
    sheet = signing.sheet_of(request, item.case, sittings.step_of(item), sittings.facts_of(item), drawn_up_at)
    return telephone.ShownSheet(str(item.pk), item.case, sheet)
