"""Originals that a desk has to give back (п. 21): to several people in a row, against one list that they sign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases.fields.day import DayField
from cases.fields.text import TextArea, TextLine
from cases.law.actors import Role
from cases.law.calendar import local_day
from cases.models import Handback
from cases.service import counters, registries
from cases.values import moments
from cases.values.names import name_before_comma
from cases.web.documents.files import guarded
from cases.web.request.access import AuthenticatedRequest, View, open_to
from cases.web.request.callers import address
from cases.web.request.moment import moment, request_id
from con.counter.registries import ticked_keys

LONGEST = 200
"""Characters of a receiver."""
NOBODY = gettext_lazy("Say to whom the originals were given.")


class ReceiptListForm(forms.Form):
    receipt = TextLine(
        label=gettext_lazy("Number and date of the list"),
        max_length=200,
        help_text=gettext_lazy("Stands on the printed list, and in the record that each person gets."),
    )
    returned_on = DayField(label=gettext_lazy("Day on which the originals were given back"), required=False)
    proof = TextArea(
        label=gettext_lazy("How the day is known"),
        rows=2,
        max_length=1000,
        required=False,
        help_text=gettext_lazy("Only where it is not today: the date of the receipt, an entry in the book."),
    )


@dataclass(frozen=True, slots=True)
class OwedLine:
    """A case of the page."""

    row: Handback
    late: bool
    receiver: str
    chosen: bool = False
    wrong: str = ""
    """Why it was not recorded."""


def for_desk(role: Role) -> View:
    return open_to(role)(_home)


def _home(request: AuthenticatedRequest) -> HttpResponse:
    """GET: what is to be given back. POST: `print`, the list in that language for the ticked; else they are given
    back, each by its own step."""
    if request.method != "POST":
        return _page(request, ReceiptListForm(initial=_fresh(request)))
    chosen, form = ticked_keys(request, "case"), ReceiptListForm(request.POST)
    if not chosen:
        messages.warning(request, _("Choose at least one case."))
        return _page(request, form, status=422)
    if not form.is_valid():
        return _page(request, form, status=422)
    if request.POST.get("print") not in counters.PRINTED_IN:
        return _give_back(request, form, chosen)
    named = {key: who for key in chosen if (who := _receiver(request, key))}
    if wrong := _misnamed(named):
        return _page(request, form, wrong, status=422)
    return _printed(request, form, chosen)


def _fresh(request: AuthenticatedRequest) -> dict[str, Any]:
    """The number tells the lists of a city apart: its prefix, day and minute. It reads alike in each language."""
    now = moment(request)
    series = request.user.city.series if request.user.city else ""
    number = f"{series}-{localtime(now):%y%m%d-%H%M}"
    return {"receipt": f"№\u00a0{number}, {moments.in_digits(now)}", "returned_on": local_day(now)}


def _give_back(request: AuthenticatedRequest, form: ReceiptListForm, chosen: Sequence[UUID]) -> HttpResponse:
    receivers = {key: _receiver(request, key) for key in chosen}
    wrong = {key: str(NOBODY) for key, who in receivers.items() if not who}
    named = {key: who for key, who in receivers.items() if who}
    wrong |= _misnamed(named)
    named = {key: who for key, who in named.items() if key not in wrong}
    of = registries.ReceiptList(**form.cleaned_data)
    wrong |= registries.give_back(request.user, named, of, moment(request), request_id(request))
    if done := len(chosen) - len(wrong):
        words = ngettext(
            "The originals of %(n)s case are given back.", "The originals of %(n)s cases are given back.", done
        )
        messages.success(request, words % {"n": done})
    return _page(request, form, wrong, status=409) if wrong else redirect(request.path)


def _misnamed(receivers: Mapping[UUID, str]) -> dict[UUID, str]:
    """By case, why this is no person's name."""
    wrong = {}
    for key, who in receivers.items():
        try:
            name_before_comma(who)
        except ValidationError as error:
            wrong[key] = " ".join(error.messages)
    return wrong


def _receiver(request: AuthenticatedRequest, key: UUID) -> str:
    return TextLine.visible(request.POST.get(f"receiver_{key}", ""))[:LONGEST]


def _page(
    request: AuthenticatedRequest, form: ReceiptListForm, wrong: Mapping[UUID, str] | None = None, status: int = 200
) -> HttpResponse:
    """`wrong`: by case, why it was not recorded; what was typed stays."""
    why, now, ticked = wrong or {}, moment(request), set(ticked_keys(request, "case"))
    lines = [
        OwedLine(
            row,
            row.overdue(local_day(now)),
            _receiver(request, row.case_id) if form.is_bound else row.case.person.full_name,
            row.case_id in ticked,
            why.get(row.case_id, ""),
        )
        for row in registries.owed_originals(request.user)
    ]
    gone = [words for key, words in why.items() if key not in {line.row.case_id for line in lines}]
    context = {"lines": lines, "form": form, "gone": gone, "section": "desk", "has_errors": bool(why or form.errors)}
    return render(request, "con/originals.html", context, status=status)


def _printed(request: AuthenticatedRequest, form: ReceiptListForm, chosen: Sequence[UUID]) -> HttpResponse:
    """The PDF that the people sign. It names them: each is a reading."""
    rows = [row for row in registries.owed_originals(request.user) if row.case_id in chosen]
    language, number = request.POST["print"], form.cleaned_data["receipt"]
    listed = [(row, _receiver(request, row.case_id)) for row in rows]
    data = registries.printed_originals(listed, number, request.user, moment(request), language)
    registries.remember_list(rows, number, request.user, moment(request), address(request))
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="originals-{language}.pdf"'
    guarded(response)
    return response
