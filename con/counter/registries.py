"""A registry of packages, as both of its ends see it: ЦОН, which hands it over, and the migration service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render

from cases.law.actors import Role
from cases.law.errors import CaseError
from cases.models import CourierRegistry, RegistryItem
from cases.service import counters, registries
from cases.web.documents.files import guarded
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.callers import address
from cases.web.request.moment import moment


def ticked_keys(request: AuthenticatedRequest, name: str) -> list[UUID]:
    """What was ticked, each once; what is no key is left out."""
    ticked = []
    for value in request.POST.getlist(name):
        try:
            ticked.append(UUID(value))
        except ValueError:
            continue
    return list(dict.fromkeys(ticked))


def the_registry(request: AuthenticatedRequest, pk: UUID) -> CourierRegistry:
    """A registry of the user's city; 404 without."""
    try:
        return registries.registry_by_key(request.user, pk)
    except CaseError as error:
        raise Http404 from error


@dataclass(frozen=True, slots=True)
class RegistryLine:
    """A package on the page."""

    item: RegistryItem
    on_way: bool
    lay: bool | None = None
    """Whether it is marked as received; None for neither."""
    wrong: str = ""
    """Why that was not recorded."""
    words: str = ""
    """Typed with it."""


def show_registry(
    request: AuthenticatedRequest, row: CourierRegistry, template: str, status: int = 200, **typed: Any
) -> HttpResponse:
    """`lay`, `wrong`, `words`: what was entered badly, by the key of the package; further names for the page."""
    lay, wrong, words = (typed.pop(name, {}) for name in ("lay", "wrong", "words"))
    lines = [
        RegistryLine(item, registries.on_way(item), lay.get(item.pk), wrong.get(item.pk, ""), words.get(item.pk, ""))
        for item in registries.items_of(row)
    ]
    context = {"section": "desk", "registry": row, "lines": lines, **typed}
    context["on_way"] = any(line.on_way for line in lines)
    context["waits"] = any(line.item.state == line.item.LISTED for line in lines)
    return render(request, template, context, status=status)


@open_to(Role.CLERK, Role.OFFICER)
def printed(request: AuthenticatedRequest, pk: UUID, language: str) -> HttpResponse:
    """The PDF that the courier signs; of an open registry there is none. It names people: each is a reading."""
    row = the_registry(request, pk)
    if row.open or language not in counters.PRINTED_IN:
        raise Http404
    items = registries.items_of(row)
    data = registries.printed_registry(row, items, language)
    registries.remember(row, items, request.user, moment(request), address(request))
    name = f'inline; filename="{row.number}-{language}.pdf"'
    response = HttpResponse(data, content_type="application/pdf", headers={"Content-Disposition": name})
    guarded(response)
    return response
