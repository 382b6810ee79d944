"""Every template of the portal draws, prepared, what Django's own engine draws of it, whatever it is given."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import cache, wraps
from pathlib import Path
from typing import Any
from uuid import UUID
from zlib import crc32

import pytest
from django.conf import settings
from django.template import Context, Engine, Library
from django.template.base import FilterExpression, Node, Template, TextNode
from django.template.defaulttags import URLNode
from django.template.library import InclusionNode, SimpleNode
from django.template.loader_tags import BlockNode, ExtendsNode, IncludeNode
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from dnr.rendering.addresses import QuickURLNode
from dnr.rendering.including import QuickIncludeNode

LOADERS = ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"]
OTHERS: tuple[Any, ...] = (
    "<text & “x”>",
    mark_safe("<b>"),
    0,
    7,
    None,
    date(2026, 10, 1),
    gettext_lazy("Documents"),
    [],
    UUID(int=5),
)


class Made:
    """What a name stands for: anything that may be asked of it, by the way that led there. Empty or not, equal, less,
    by chance that is the same for both engines, of `often` in eight. `mixed`: texts, numbers, days among it."""

    def __init__(self, way: str, salt: int, often: int = 4, mixed: bool = False) -> None:
        self._way, self._salt, self._often, self._mixed = way, salt, often, mixed

    def _chance(self) -> int:
        return crc32(f"{self._salt}{self._way}".encode())

    def _next(self, name: str) -> Any:
        made = Made(f"{self._way}.{name}", self._salt, self._often, self._mixed)
        return OTHERS[made._chance() // 8 % len(OTHERS)] if self._mixed and made._chance() % 8 < 5 else made

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name in ("alters_data", "do_not_call_in_templates", "resolve_expression"):
            raise AttributeError(name)
        return self._next(name)

    def __str__(self) -> str:
        return f"<{self._way} & '{self._salt}'>"

    def __bool__(self) -> bool:
        return self._chance() % 8 < self._often

    def __iter__(self) -> Iterator[Any]:
        return iter([self._next(str(n)) for n in range(len(self))])

    def __len__(self) -> int:
        return 3 if self._often == 6 else 2

    def __int__(self) -> int:
        return self._chance() % 5

    def __eq__(self, other: object) -> bool:
        return crc32(f"{self._way}{other}{self._salt}".encode()) % 8 < self._often

    def __lt__(self, other: object) -> bool:
        return self == other

    __gt__ = __le__ = __ge__ = __lt__

    def __hash__(self) -> int:
        return self._chance()


class Names(dict[str, Any]):
    """A layer of a context in which every name is found."""

    def __init__(self, made: Made) -> None:
        super().__init__()
        self.made = made

    def __contains__(self, name: object) -> bool:
        return name not in ("forloop", "block")

    def __getitem__(self, name: str) -> Any:
        return "of the form" if name == "csrf_token" else self.made._next(name)


CONTEXTS: dict[str, Callable[[], dict[str, Any]]] = {
    "all true": lambda: Names(Made("", 0, often=8)),
    "all false": lambda: Names(Made("", 0, often=0)),
    "by chance": lambda: Names(Made("", 1)),
    "mostly": lambda: Names(Made("", 4, often=6)),
    "of many kinds": lambda: Names(Made("", 7, mixed=True)),
    "nothing": dict,
}


def tolerant(function: Any) -> Any:
    """A filter or tag that says so where it can make nothing of what it is given: what follows is drawn as well."""

    @wraps(function)
    def called(*given: Any, **named: Any) -> Any:
        try:
            return function(*given, **named)
        except Exception as error:
            return f"<{type(error).__name__} of {function.__name__}>"

    return called


@cache
def tolerant_library(library: Library) -> Library:
    made = Library()
    made.tags, made.filters = library.tags, {name: tolerant(each) for name, each in library.filters.items()}
    return made


def engine(prepared: bool) -> Engine:
    options: dict[str, Any] = settings.TEMPLATES[0]["OPTIONS"]
    assert options["loaders"] == [("dnr.rendering.Loader", LOADERS)], "the portal's own are tested"
    loader = "dnr.rendering.Loader" if prepared else "django.template.loaders.cached.Loader"
    django: Any = Engine.get_default()
    made = Engine(dirs=django.dirs, loaders=[(loader, LOADERS)])
    made.template_libraries = {name: tolerant_library(each) for name, each in django.template_libraries.items()}
    made.template_builtins = [tolerant_library(each) for each in django.template_builtins]
    return made


def names() -> list[str]:
    """Of all templates of this repository."""
    folders = [Path(folder) for folder in Engine.get_default().dirs]
    listed = [(folder, path) for folder in folders for path in folder.rglob("*.*")]
    return sorted(str(path.relative_to(folder)) for folder, path in listed if path.suffix in (".html", ".txt"))


def stubbed(node: Any, context: Context) -> str:
    """Instead of what another template, or an address, would say: what it is given."""
    given = [part for part in vars(node).values() if isinstance(part, FilterExpression)]
    given += [*getattr(node, "args", ()), *getattr(node, "extra_context", {}).values()]
    return f"[{', '.join(str(each.resolve(context)) for each in given)}]"


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each template is drawn by itself: those that it includes have their own turn."""
    for kind in (IncludeNode, QuickIncludeNode, URLNode, QuickURLNode):
        monkeypatch.setattr(kind, "render", stubbed)
    monkeypatch.setattr(ExtendsNode, "render", lambda node, context: node.nodelist.render(context))
    monkeypatch.setattr(BlockNode, "super", lambda node: "[of the template above]")
    for made in (SimpleNode, InclusionNode):
        written: Any = made.__init__

        def init(node: Any, func: Any, *given: Any, _written: Any = written) -> None:
            _written(node, tolerant(func), *given)

        monkeypatch.setattr(made, "__init__", init)


@pytest.fixture
def met(monkeypatch: pytest.MonkeyPatch) -> set[Node]:
    """The nodes that Django has drawn."""
    drawn_nodes, annotated = set[Node](), Node.render_annotated

    def render(node: Node, context: Context) -> Any:
        drawn_nodes.add(node)
        return annotated(node, context)

    monkeypatch.setattr(Node, "render_annotated", render)
    return drawn_nodes


def drawn(template: Template, context: str) -> str:
    values = Context()
    values.dicts.append(CONTEXTS[context]())
    try:
        return str(template.render(values))
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def test_every_template_draws_what_django_draws(alone: None, met: set[Node]) -> None:
    ours, theirs = engine(prepared=True), engine(prepared=False)
    nodes = set[Node]()
    with translation.override("ru"):
        for name in names():
            pair = ours.get_template(name), theirs.get_template(name)
            nodes |= {node for node in pair[1].nodelist.get_nodes_by_type(Node) if not isinstance(node, TextNode)}
            for context in CONTEXTS:
                texts = [drawn(template, context) for template in pair]
                assert texts[0] == texts[1], (name, context)
    assert len(nodes & met) > 0.9 * len(nodes), "most of what stands in them was drawn"
