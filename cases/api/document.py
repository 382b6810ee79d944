"""The OpenAPI document and a page that reads it to people: drawn once a process, no script, nothing from elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator

from cases.api import schema as _extension  # noqa: F401  # registers itself


@cache
def openapi() -> dict[str, Any]:
    from cases.api import urls  # the routes name this module

    with translation.override("en"):
        prefixed = SchemaGenerator(patterns=[_under("api/v1/", urls)]).get_schema(request=None, public=True)
    found: dict[str, Any] = json.loads(json.dumps(prefixed, default=str))
    return found


def _under(prefix: str, urls: Any) -> Any:
    from django.urls import include, path

    return path(prefix, include(urls))


@cache
def _text() -> bytes:
    return json.dumps(openapi(), ensure_ascii=False, indent=1).encode()


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """OpenAPI 3.1, as JSON."""
    return HttpResponse(_text(), content_type="application/vnd.oai.openapi+json; charset=utf-8")


@dataclass(frozen=True, slots=True)
class Member:
    name: str
    type: str
    required: bool
    description: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """One call as the page shows it. `anchor`: its place on the page."""

    anchor: str
    method: str
    path: str
    summary: str
    description: str
    scope: str
    tables: tuple[tuple[str, tuple[Member, ...]], ...]
    refusals: tuple[tuple[str, str], ...]


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    document = openapi()
    context = {
        "calls": calls(),
        "events": events(),
        "codes": codes(),
        "about": _said(document["info"]["description"]).split("\n\n"),
    }
    return render(request, "api/docs.html", context)


@cache
def calls() -> tuple[Call, ...]:
    found = []
    for path, item in sorted(openapi()["paths"].items()):
        found += [_call(path, method, operation) for method, operation in item.items()]
    return tuple(found)


@cache
def events() -> tuple[Call, ...]:
    return tuple(_call(name, "post", item["post"]) for name, item in openapi()["webhooks"].items())


def _call(path: str, method: str, operation: dict[str, Any]) -> Call:
    responses = operation["responses"]
    good: dict[str, Any] = next((r for status, r in responses.items() if status.startswith("2")), {})
    bad = tuple((status, r["description"]) for status, r in sorted(responses.items()) if not status.startswith("2"))
    parameters = tuple(
        Member(p["name"], _type(p["schema"]), p.get("required", False), _said(p.get("description", "")))
        for p in operation.get("parameters", ())
    )
    tables = (
        ("Parameters", parameters),
        ("Body", _content(operation.get("requestBody", {}))),
        ("Answer", _content(good)),
    )
    return Call(
        operation["operationId"], method.upper(), path, operation.get("summary", ""),
        _said(operation.get("description", "")),
        operation.get("x-scope", ""), tuple(table for table in tables if table[1]), bad,
    )  # fmt: skip


@cache
def codes() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Every list of codes by its name in the document, each code with its words."""
    shapes = sorted(openapi()["components"]["schemas"].items())
    return tuple((name, tuple(_words(shape))) for name, shape in shapes if "enum" in shape)


def _words(shape: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The words stand in the description, as "* `code` - words" a line."""
    said = dict(re.findall(r"^\* `(.*?)` - (.*)$", shape.get("description", ""), re.MULTILINE))
    for code in shape["enum"]:
        if code:
            yield code, said.get(code, "")


def _said(text: str) -> str:
    """Markdown's marks of code mean nothing on our page."""
    return text.replace("`", "")


def _content(holder: dict[str, Any]) -> tuple[Member, ...]:
    for media in holder.get("content", {}).values():
        return tuple(_members(_resolved(media["schema"])))
    return ()


def _members(shape: dict[str, Any]) -> list[Member]:
    needed = shape.get("required", ())
    return [
        Member(name, _type(inner), name in needed, _said(inner.get("description", "")))
        for name, inner in shape.get("properties", {}).items()
    ]


def _resolved(shape: dict[str, Any]) -> dict[str, Any]:
    """The schema behind a reference, or in an allOf of one."""
    if "allOf" in shape:
        return _resolved(shape["allOf"][0])
    if "$ref" not in shape:
        return shape
    found: dict[str, Any] = openapi()["components"]["schemas"][shape["$ref"].rpartition("/")[2]]
    return found


def _type(shape: dict[str, Any]) -> str:
    if "$ref" in shape:
        return str(shape["$ref"]).rpartition("/")[2]
    if "enum" in shape:
        return _choices(shape["enum"])
    if shape.get("type") == "array":
        return f"[{_type(shape['items'])}]"
    for inner in ("oneOf", "anyOf", "allOf"):
        if inner in shape:
            return " | ".join(_type(one) for one in shape[inner])
    kinds = shape.get("type", "")
    named = " | ".join(kinds) if isinstance(kinds, list) else str(kinds)
    return f"{named} ({shape['format']})" if "format" in shape else named or json.dumps(shape.get("const", ""))


def _choices(values: list[Any]) -> str:
    return " | ".join(json.dumps(value) for value in values)
