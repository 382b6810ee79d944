from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.template.loader import get_template, render_to_string
from django.utils.safestring import SafeString, mark_safe

Contexts = Iterable[dict[str, Any]]
Samples = dict[str, Callable[[datetime], Contexts]]
"""By name of a template: the contexts in which it is drawn, one a state, at a moment."""

CONTRACT = re.compile(r"{#(.*?)#}|{% comment %}(.*?){% endcomment %}", re.DOTALL)
SCRIPT = re.compile(r"<script\b[^>]*></script>")
TEMPLATE = re.compile(r"<(/?)template\b(?: id=\"[^\"]*\")?")


PARTS = frozenset({"django/forms/_input.html", "django/forms/_label.html", "django/forms/widgets/listed.html"})
"""Templates that stand inside of a field, and have no look without it."""


@dataclass(frozen=True, slots=True)
class Example:
    name: str
    """Of a template or a tag."""
    contract: str
    """The comment in which it says what it takes."""
    drawn: tuple[str, ...]
    """One for each state."""

    @property
    def part(self) -> bool:
        return self.name in PARTS


def examples(folder: str, samples: Samples, request: HttpRequest, now: datetime) -> Iterator[Example]:
    """`folder`: with its last stroke, under templates/."""
    for name, contexts in sorted(samples.items()):
        path = f"{folder}{name}.html"
        drawn = (draw(path, {"now": now} | context, request) for context in contexts(now))
        yield Example(path, contract(path), tuple(drawn))


def draw(path: str, context: dict[str, Any], request: HttpRequest) -> SafeString:
    """Without its scripts, which the page loads once; words that scripts take from a `<template>` stand open."""
    html = SCRIPT.sub("", render_to_string(path, context, request))
    return mark_safe(TEMPLATE.sub(r"<\1div", html) if path.endswith("_words.html") else html)


def contract(path: str) -> str:
    """The first comment of a template, "" where it has none."""
    source: str = get_template(path).template.source  # type: ignore[attr-defined]  # missing in the stubs
    match = CONTRACT.search(source)
    return " ".join((match[1] or match[2]).split()) if match else ""
