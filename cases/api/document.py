"""The two OpenAPI documents, what comes in and what goes out, each with a page that reads it to people: drawn once a
process, no script, nothing from elsewhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator

from cases.api import outward
from cases.api import schema as _extension  # noqa: F401  # registers itself
from cases.api.reading import ReadableDocument


@cache
def openapi() -> dict[str, Any]:
    """Of what comes in, and of the webhooks."""
    from cases.api import urls  # the routes name this module

    with translation.override("en"):
        prefixed = SchemaGenerator(patterns=[_under("api/v1/", urls)]).get_schema(request=None, public=True)
    plain: dict[str, Any] = json.loads(json.dumps(prefixed, default=str))
    return plain


def _under(prefix: str, urls: Any) -> Any:
    from django.urls import include, path

    return path(prefix, include(urls))


@dataclass(frozen=True, slots=True, eq=False)
class PublishedDocument:
    """A published description of an API. Instances are compared by identity: the words differ by language."""

    draw: Callable[[], dict[str, Any]]
    schema: str
    """The name of the route that serves the schema."""
    page: str
    """The name of the route that shows it as a page."""
    title: str | Promise
    lead: str | Promise


INWARD = PublishedDocument(
    openapi,
    "api:schema",
    "api:docs",
    _("API for outside systems"),
    _("For machines of bodies that take part in the order. The document itself is in English, as the API is."),
)
OUTWARD = PublishedDocument(
    outward.openapi,
    "api:gateways_schema",
    "api:gateways_docs",
    _("What the portal asks of outside systems"),
    _("For whoever joins a system to the portal. The document itself is in English, as the API is."),
)


@cache
def reading(which: PublishedDocument) -> ReadableDocument:
    return ReadableDocument(which.draw())


@cache
def _text(which: PublishedDocument) -> bytes:
    return json.dumps(reading(which).document, ensure_ascii=False, indent=1).encode()


@require_safe
def schema(request: HttpRequest, which: PublishedDocument = INWARD) -> HttpResponse:
    """OpenAPI 3.1, as JSON."""
    return HttpResponse(_text(which), content_type="application/vnd.oai.openapi+json; charset=utf-8")


@require_safe
def page(request: HttpRequest, which: PublishedDocument = INWARD) -> HttpResponse:
    other = INWARD if which is OUTWARD else OUTWARD
    return render(request, "api/docs.html", {"document": which, "other": other, "reference": reading(which)})
