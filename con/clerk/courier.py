"""The courier's registry of the day at ЦОН (п. 21): packages are put in, it is closed, printed and handed over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases.fields.text import TextLine
from cases.law.actors import Role
from cases.law.errors import CaseError, NotNowError
from cases.models import Case, CourierRegistry
from cases.service import registries
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.moment import moment, request_id
from cases.web.step import preview
from con.counter.days import chosen_day
from con.counter.registries import show_registry, the_registry, ticked_keys


class ClosingForm(forms.Form):
    courier = TextLine(label=gettext_lazy("Courier service"), max_length=100)
    waybill = TextLine(label=gettext_lazy("Waybill number"), max_length=60)


Act = Callable[[AuthenticatedRequest, CourierRegistry], None]


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """A package on the page."""

    case: Case
    chosen: bool = True
    """Whether it goes with this courier."""
    sheets: str = "1"
    """As typed."""
    wrong: str = ""
    """Why that is no number of sheets."""


@open_to(Role.CLERK)
def home(request: AuthenticatedRequest) -> HttpResponse:
    """GET: what waits for the courier, the registry that is being filled, those of a day. POST: packages are put in."""
    return _put_in(request) if request.method == "POST" else _list(request)


def _list(request: AuthenticatedRequest, wrong: Mapping[UUID, str] | None = None) -> HttpResponse:
    """`wrong`: by package, why what was sent with it cannot be put in; the page keeps all that was typed."""
    days, filled = chosen_day(request), registries.open_registry(request.user)
    waiting, sent, chosen = registries.waiting_cases(request.user), request.POST, ticked_keys(request, "case")
    lines = [WaitingLine(case) for case in waiting]
    if wrong:
        typed = [sent.get(f"sheets_{case.pk}", "")[:TYPED] for case in waiting]
        lines = [
            WaitingLine(case, case.pk in chosen, sheets, wrong.get(case.pk, ""))
            for case, sheets in zip(waiting, typed, strict=True)
        ]
    context = days | {
        "section": "desk",
        "waiting": lines,
        "has_errors": bool(wrong),
        "most": registries.SHEETS,
        "registry": filled,
        "items": registries.items_of(filled) if filled else [],
        "of_day": registries.of_city(request.user, day=days["day"]),
    }
    return render(request, "con/clerk/courier.html", context, status=422 if wrong else 200)


def _put_in(request: AuthenticatedRequest) -> HttpResponse:
    chosen = ticked_keys(request, "case")
    if not chosen:
        messages.warning(request, _("Choose at least one package."))
        return redirect("con:clerk:courier")
    sheets = {key: _sheets(request.POST.get(f"sheets_{key}", "")) for key in chosen}
    if unclear := [key for key, number in sheets.items() if not number]:
        why = _("Enter the number of sheets: a whole number from 1 to %(most)s.") % {"most": registries.SHEETS}
        return _list(request, dict.fromkeys(unclear, why))
    wrong = registries.put_in(request.user, sheets.items(), moment(request))
    done = len(chosen) - len(wrong)
    if done:
        words = ngettext(
            "Put into the registry: %(count)s package.", "Put into the registry: %(count)s packages.", done
        )
        messages.success(request, words % {"count": done})
    for why in dict.fromkeys(wrong.values()):
        messages.warning(request, why)
    return redirect("con:clerk:courier")


TYPED = 20
"""Characters that come back of what was typed as a number."""


def _sheets(typed: str) -> int:
    """0 for what is no number of sheets: the courier signs for it, so nothing is put right without a word."""
    text = typed.strip()
    number = int(text) if text.isdecimal() and len(text) < 10 else 0
    return number if number <= registries.SHEETS else 0


@open_to(Role.CLERK)
def registry(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    """GET: the registry. POST: `act`: take a package out, close it, hand it over; each press may be repeated."""
    row = the_registry(request, pk)
    if preview.is_preview(request):
        return _letter(request, row)
    if request.method == "POST":
        act = ACTS.get(request.POST.get("act", ""))
        if act is None:
            raise Http404
        try:
            act(request, row)
        except CaseError as error:
            messages.warning(request, str(error))
            return show_registry(request, the_registry(request, pk), "con/clerk/registry.html", 409, typed=request.POST)
        gone = act is _take_out and registries.open_registry(request.user) is None
        return redirect("con:clerk:courier") if gone else redirect("con:clerk:registry", row.pk)
    return show_registry(request, row, "con/clerk/registry.html")


def _letter(request: AuthenticatedRequest, row: CourierRegistry) -> HttpResponse:
    """That of one package, as it will be, before the courier takes it."""
    item = next((item for item in registries.items_of(row) if str(item.pk) == request.GET.get("package")), None)
    if item is None or row.open:
        raise Http404
    try:
        with registries.as_handed_over(item):
            return preview.of_step(request, item.case, registries.handing_over(), registries.courier_facts(row, item))
    except CaseError as error:
        messages.warning(request, str(error) or str(registries.GONE))
        return redirect("con:clerk:registry", row.pk)


def _take_out(request: AuthenticatedRequest, row: CourierRegistry) -> None:
    for key in ticked_keys(request, "item"):
        registries.take_out(row, key)


def _close(request: AuthenticatedRequest, row: CourierRegistry) -> None:
    form = ClosingForm(request.POST)
    if not form.is_valid():
        raise NotNowError(" ".join(f"{form[name].label}: {words[0]}" for name, words in form.errors.items()))
    sent = form.cleaned_data
    registries.close(row, request.user, sent["courier"], sent["waybill"], moment(request))
    messages.success(request, _("The registry is closed: print it, and have the courier sign it."))


def _hand_over(request: AuthenticatedRequest, row: CourierRegistry) -> None:
    refused = registries.hand_over(row, request.user, moment(request), request_id(request))
    if refused:
        words = ngettext("%(count)s package was not handed over.", "%(count)s packages were not handed over.", refused)
        messages.warning(request, words % {"count": refused})
    else:
        messages.success(request, _("All packages are with the courier."))


def _reopen(request: AuthenticatedRequest, row: CourierRegistry) -> None:
    registries.reopen(row, request.user, request.POST.get("why", ""), moment(request), request_id(request))
    messages.success(request, _("The registry is open again: it gets a new number when it is closed."))


ACTS: dict[str, Act] = {"take_out": _take_out, "close": _close, "hand_over": _hand_over, "reopen": _reopen}
