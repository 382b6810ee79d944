"""Registries of the courier at the migration service (п. 22): each is ticked, or what is wrong with it is written."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.law.actors import Role
from cases.models import RegistryItem
from cases.service import registries
from cases.web.drafts import by_case
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.moment import moment, request_id
from con.counter.days import chosen_day
from con.counter.registries import show_registry, the_registry

TEMPLATE = "con/officer/registry.html"
DRAFT = "courier"
"""What is typed about the packages of a registry, of each case (`cases.web.drafts.by_case`)."""
LONGEST = 500
"""Characters of a remark, as the field has it."""


@open_to(Role.OFFICER)
def home(request: AuthenticatedRequest) -> HttpResponse:
    """Registries with packages on their way, and those of a day."""
    days = chosen_day(request)
    context = days | {
        "section": "desk",
        "on_way": registries.of_city(request.user, on_way=True),
        "of_day": [row for row in registries.of_city(request.user, day=days["day"]) if not row.open],
    }
    return render(request, "con/officer/courier.html", context)


@open_to(Role.OFFICER)
def registry(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    """POST: `lay_<package>`: "yes" where it lay in the bag, "no" where not; `words_<package>`: what is wrong with it.
    A package with no word on it is left as it is. GET: with what was typed before."""
    row = the_registry(request, pk)
    items = registries.items_of(row)
    if request.method != "POST":
        return show_registry(request, row, TEMPLATE, **_typed_before(request, items))
    marked, words = _typed(request, items, "lay"), _typed(request, items, "words")
    lay = {key: mark == "yes" for key, mark in marked.items() if mark in ("yes", "no")}
    wrong = {key: _("Say whether it lay in the bag.") for key, text in words.items() if text and key not in lay}
    if not lay and not wrong:
        messages.warning(request, _("Say of at least one package whether it lay in the bag."))
        return redirect("con:officer:registry", row.pk)
    wrong |= registries.receive(row, request.user, lay, words, moment(request), request_id(request))
    recorded = [item.case_id for item in items if item.pk in lay and item.pk not in wrong]
    by_case.discard(request.user, DRAFT, recorded)
    return _received(request, row.pk, lay, wrong, words)


@open_to(Role.OFFICER)
def draft(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    """POST: the form of `registry`, kept while it is typed."""
    row = the_registry(request, pk)
    items = [item for item in registries.items_of(row) if registries.on_way(item)]
    marked, words = _typed(request, items, "lay"), _typed(request, items, "words")
    typed = {item.case_id: {"lay": marked[item.pk], "words": words[item.pk][:LONGEST]} for item in items}
    return by_case.saved(request, DRAFT, typed, reverse("con:officer:registry", args=[row.pk]))


def _typed(request: AuthenticatedRequest, items: list[RegistryItem], name: str) -> dict[UUID, str]:
    return {item.pk: request.POST.get(f"{name}_{item.pk}", "").strip() for item in items}


def _typed_before(request: AuthenticatedRequest, items: list[RegistryItem]) -> dict[str, Any]:
    typed, at = by_case.stored(request.user, DRAFT, [item.case_id for item in items])
    rows = {item.pk: typed[item.case_id] for item in items if item.case_id in typed}
    lay = {key: row["lay"] == "yes" for key, row in rows.items() if row.get("lay")}
    return {"lay": lay, "words": {key: row.get("words", "") for key, row in rows.items()}, "saved_at": at}


def _received(
    request: AuthenticatedRequest,
    pk: UUID,
    lay: dict[UUID, bool],
    wrong: dict[UUID, str],
    words: dict[UUID, str],
) -> HttpResponse:
    if done := len(lay.keys() - wrong.keys()):
        text = ngettext("Recorded: %(count)s package.", "Recorded: %(count)s packages.", done)
        messages.success(request, text % {"count": done})
    if not wrong:
        return redirect("con:officer:registry", pk)
    typed = {key: words.get(key, "") for key in wrong}
    more = {"wrong": wrong, "words": typed, "lay": lay}
    return show_registry(request, the_registry(request, pk), TEMPLATE, 422, **more)
