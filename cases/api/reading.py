"""An OpenAPI document as a page shows it to people: calls, events, what all of them share, lists of codes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from textwrap import dedent
from typing import Any


@dataclass(frozen=True, slots=True)
class Member:
    name: str
    type: str
    required: bool
    description: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    title: str
    members: tuple[Member, ...]
    about: str = ""


@dataclass(frozen=True, slots=True)
class PublishedCall:
    """A call as the page shows it."""

    anchor: str
    """Its place on the page."""
    method: str
    path: str
    summary: str
    description: str
    scope: str
    personal: tuple[str, ...]
    """Members that carry personal data out of the portal."""
    tables: tuple[Table, ...]
    others: tuple[tuple[str, str], ...]
    """(status, description) of the responses besides the usual one."""


class ReadableDocument:
    """Of one document. What a call takes from the shared parameters and answers by reference is displayed once, for
    all."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document

    @cached_property
    def about(self) -> tuple[tuple[bool, str], ...]:
        """(whether it is displayed verbatim, text) of each paragraph: Markdown marks such ones by four spaces."""
        parts = _plain(self.document["info"]["description"]).rstrip().split("\n\n")
        return tuple((part.startswith("    "), dedent(part)) for part in parts)

    @cached_property
    def calls(self) -> tuple[PublishedCall, ...]:
        items = sorted(self.document["paths"].items())
        return tuple(self._call(path, method, operation) for path, item in items for method, operation in item.items())

    @cached_property
    def events(self) -> tuple[PublishedCall, ...]:
        return tuple(self._call(name, "post", item["post"]) for name, item in self.document.get("webhooks", {}).items())

    @cached_property
    def codes(self) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
        """Every list of codes by its name in the document, each code with its words."""
        shapes = sorted(self.document["components"]["schemas"].items())
        return tuple((name, tuple(_words(shape))) for name, shape in shapes if "enum" in shape)

    @cached_property
    def shared(self) -> tuple[Table, ...]:
        """Headers of all requests, and of answers."""
        parts = self.document["components"]
        parameters = tuple(_parameter(facts) for facts in parts.get("parameters", {}).values())
        answered = tuple(_parameter({"name": name} | facts) for name, facts in parts.get("headers", {}).items())
        tables = Table("Headers of every request", parameters), Table("Headers of answers", answered)
        return tuple(table for table in tables if table.members)

    @cached_property
    def answers(self) -> tuple[tuple[str, str], ...]:
        """(statuses, what they mean) of the answers that all calls share."""
        statuses: dict[str, dict[str, None]] = {}
        for item in self.document["paths"].values():
            for operation in item.values():
                for status, response in operation["responses"].items():
                    if "$ref" in response:
                        statuses.setdefault(response["$ref"], {})[status] = None
        rows = ((", ".join(codes), _plain(self._part(ref)["description"])) for ref, codes in statuses.items())
        return tuple(sorted(rows))

    def _call(self, path: str, method: str, operation: dict[str, Any]) -> PublishedCall:
        own = {status: r for status, r in sorted(operation["responses"].items()) if "$ref" not in r}
        usual = next((status for status in own if status.startswith("2")), "")
        parameters = tuple(_parameter(p) for p in operation.get("parameters", ()) if "$ref" not in p)
        tables = Table("Parameters", parameters), self._body(operation), self._content("Answer", own.get(usual, {}))
        return PublishedCall(
            operation["operationId"],
            method.upper(),
            path,
            operation.get("summary", ""),
            _plain(operation.get("description", "")),
            operation.get("x-scope", ""),
            tuple(operation.get("x-personal", ())),
            tuple(table for table in tables if table.members),
            tuple((status, _plain(r["description"])) for status, r in own.items() if status != usual),
        )

    def _body(self, operation: dict[str, Any]) -> Table:
        return self._content("Body", operation.get("requestBody", {}))

    def _content(self, title: str, holder: dict[str, Any]) -> Table:
        for media in holder.get("content", {}).values():
            shape = self._resolved(media["schema"])
            return Table(title, tuple(_members(shape)), _plain(shape.get("description", "")))
        return Table(title, ())

    def _resolved(self, shape: dict[str, Any]) -> dict[str, Any]:
        """The schema behind a reference, or in an allOf of one."""
        if "allOf" in shape:
            return self._resolved(shape["allOf"][0])
        return self._part(shape["$ref"]) if "$ref" in shape else shape

    def _part(self, ref: str) -> dict[str, Any]:
        _root, components, part, name = ref.split("/")
        component: dict[str, Any] = self.document[components][part][name]
        return component


def _parameter(facts: dict[str, Any]) -> Member:
    about = _about(facts["schema"] | facts)
    return Member(facts["name"], _type(facts["schema"]), facts.get("required", False), about)


def _members(shape: dict[str, Any], above: str = "") -> Iterator[Member]:
    """Of an object; those of objects inside it follow by their way there, as in items[].code."""
    needed = shape.get("required", ())
    for name, inner in shape.get("properties", {}).items():
        yield Member(above + name, _type(inner), name in needed, _about(inner))
        many = inner.get("type") == "array"
        yield from _members(inner["items"] if many else inner, f"{above}{name}{'[]' if many else ''}.")


def _words(shape: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The words stand in the description, as "* `code` - words" a line."""
    words = dict(re.findall(r"^\* `(.*?)` - (.*)$", shape.get("description", ""), re.MULTILINE))
    for code in shape["enum"]:
        if code:
            yield code, words.get(code, "")


def _about(shape: dict[str, Any]) -> str:
    """The words, and the limits that the type does not tell."""
    sentences = [_plain(shape.get("description", ""))]
    if "maxLength" in shape and "enum" not in shape:
        sentences.append(f"At most {shape['maxLength']} characters.")
    if "maxItems" in shape:
        sentences.append(f"At most {shape['maxItems']}.")
    if "pattern" in shape and "format" not in shape:
        sentences.append(f"Matches {shape['pattern']}")
    return " ".join(part for part in sentences if part)


def _plain(text: str) -> str:
    """Markdown's marks of code mean nothing on our page."""
    return text.replace("`", "")


def _type(shape: dict[str, Any]) -> str:
    if "$ref" in shape:
        return str(shape["$ref"]).rpartition("/")[2]
    if "enum" in shape:
        return " | ".join(json.dumps(value) for value in shape["enum"])
    if shape.get("type") == "array":
        return f"[{_type(shape['items'])}]"
    for inner in ("oneOf", "anyOf", "allOf"):
        if inner in shape:
            return " | ".join(_type(option) for option in shape[inner])
    kinds = shape.get("type", "")
    named = " | ".join(kinds) if isinstance(kinds, list) else str(kinds)
    return f"{named} ({shape['format']})" if "format" in shape else named or json.dumps(shape.get("const", ""))
