"""Registries of the courier at the migration service (п. 22): each is ticked, or what is wrong with it is written."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.law.actors import Role
from cases.service import registries
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.moment import moment, request_id
from con.counter.days import chosen_day
from con.counter.registries import show_registry, the_registry


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
    A package with no word on it is left as it is."""
    row = the_registry(request, pk)
    if request.method != "POST":
        return show_registry(request, row, "con/officer/registry.html")
    ids = [item.pk for item in registries.items_of(row)]
    marked = {key: request.POST.get(f"lay_{key}", "") for key in ids}
    lay = {key: mark == "yes" for key, mark in marked.items() if mark in ("yes", "no")}
    words = {key: request.POST.get(f"words_{key}", "").strip() for key in ids}
    wrong = {key: _("Say whether it lay in the bag.") for key, text in words.items() if text and key not in lay}
    if not lay and not wrong:
        messages.warning(request, _("Say of at least one package whether it lay in the bag."))
        return redirect("con:officer:registry", row.pk)
    wrong |= registries.receive(row, request.user, lay, words, moment(request), request_id(request))
    return _received(request, row.pk, lay, wrong, words)


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
    return show_registry(request, the_registry(request, pk), "con/officer/registry.html", 422, **more)
