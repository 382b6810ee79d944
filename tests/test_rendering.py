"""Prepared templates say what Django's own say."""

from __future__ import annotations

import re
import runpy
from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.template import Context, Engine, engines
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from cases.templatetags.dnr import icons
from cases.web.request.links import address
from dnr.rendering.constant import ConstantNode
from dnr.settings import apps, base
from tests import people


class Refuses:
    """Of what a name in a template may meet: a row that is not there, a property that fails, a method that asks."""

    word = "plain"

    @property
    def missing(self) -> str:
        raise ObjectDoesNotExist

    @property
    def broken(self) -> str:
        raise AttributeError("deep inside")

    def method(self) -> str:
        return "<called>"

    def asks(self, what: str) -> str:
        return what

    def delete(self) -> str:
        raise AssertionError

    delete.alters_data = True  # type: ignore[attr-defined]


class Kind:
    do_not_call_in_templates = True
    label = "not called"

    def __call__(self) -> str:
        raise AssertionError


VALUES: dict[str, Any] = {
    "text": "<b> & “x”",
    "safe": mark_safe("<b>"),
    "lazy": gettext_lazy("Documents"),
    "number": 1234567,
    "nothing": None,
    "day": date(2026, 10, 1),
    "row": {"key": "<v>", "items": "shadowed", "inner": {"deep": 1}},
    "list": ["a", {"b": "<c>"}],
    "object": Refuses(),
    "kind": Kind(),
    "call": lambda: {"of": "<call>"},
    "space": SimpleNamespace(a=SimpleNamespace(b=["x", "y"])),
}
NAMES = (
    *VALUES,
    *("row.key", "row.items", "row.inner.deep", "row.none", "list.0", "list.1.b", "list.9", "list.x", "call.of"),
    *("object.word", "object.missing", "object.missing.more", "object.method", "object.asks", "object.delete"),
    *("object.none", "object.word.upper", "kind.label", "space.a.b", "space.a.b.1", "space.a.none", "number.real"),
    *("absent", "absent.more", "autoescape", "template.name", "nothing.more", "text.0", "object.broken"),
)
SHAPES = (
    "{{ %s }}",
    "{%% if %s %%}yes{%% else %%}no{%% endif %%}",
    "{%% for x in %s %%}{{ x }}{{ forloop.last }}{%% empty %%}none{%% endfor %%}",
    "{{ %s|default:'–' }}",
    "{%% with x=%s %%}[{{ x }}]{%% endwith %%}",
    "{%% autoescape off %%}{{ %s }}{%% endautoescape %%}",
    "{%% if not %s or absent == 1 %%}a{%% elif text in %s %%}b{%% endif %%}",
    "{%% firstof absent %s 'last' %%}",
    "{%% if %s in text or %s > 1 and not absent %%}a{%% elif %s is nothing %%}b{%% elif %s|length == 2 %%}c"
    "{%% endif %%}",
    "{%% for a, b in row.items %%}{{ a }}{{ b }}{%% endfor %%}{%% for x in %s reversed %%}{{ forloop.revcounter }}"
    "{%% for y in list %%}{{ forloop.parentloop.counter0 }}{%% if forloop.first %%}{{ x }}{{ y }}{%% endif %%}"
    "{%% endfor %%}{%% endfor %%}{{ x }}",
    "{%% for a, b in space.a.b %%}{{ a }}{%% endfor %%}{{ %s }}",
    "{%% for a, b in %s %%}{{ a }}{%% firstof b as a %%}{{ a }}{%% endfor %%}{{ a }}",
    "{%% load dnr %%}{%% icon 'mail' size=16 css=%s as drawn %%}{{ drawn }}{%% with a=1 b='x' %%}{{ a }}{{ b }}"
    "{%% endwith %%}{{ a }}",
    "{%% load i18n %%}{%% translate 'Terms' %%}{%% blocktranslate with x=%s %%}Order {{ x }}{%% endblocktranslate %%}",
    "{%% load dnr %%}{%% icon 'mail' 16 %%} {%% icon text %%}{{ %s }}",
)


def engine(templates: dict[str, str], *, prepared: bool) -> Engine:
    loader: Any = ("django.template.loaders.locmem.Loader", templates)
    libraries = {"i18n": "django.templatetags.i18n", "dnr": "cases.templatetags.dnr"}
    return Engine(loaders=[("dnr.rendering.Loader", [loader])] if prepared else [loader], libraries=libraries)


def drawn(by: Engine, name: str) -> str:
    try:
        return str(by.get_template(name).render(Context(dict(VALUES))))
    except Exception as error:
        return f"{type(error).__name__}: {error}"


@pytest.mark.parametrize("language", ["ru", "en"])
def test_names_mean_what_they_mean_to_django(language: str) -> None:
    templates = {f"{shape} {name}": shape.replace("%s", name).replace("%%", "%") for shape in SHAPES for name in NAMES}
    ours, theirs = (engine(templates, prepared=prepared) for prepared in (True, False))
    with translation.override(language):
        for _again in range(2):
            assert [(name, drawn(ours, name)) for name in templates] == [(n, drawn(theirs, n)) for n in templates]


PARTS = {
    "base": "{% load i18n %}<p>{% translate 'Documents' %}{% block a %}{% translate 'Letters' %}{% endblock %}</p>"
    "{% include 'part' %}{% include 'part' with x=text %}{% include 'part' only %}{{ said }}",
    "child": "{% extends 'base' %}{% load i18n %}{% block a %}{{ block.super }}{% translate 'Terms' %}{% endblock %}",
    "part": "{% load i18n dnr %}{# silent #}{% icon 'mail' 16 %}{% translate 'Terms' as said %}[{{ said }} {{ x }}]"
    "{% for i in list %}{% cycle 'odd' 'even' %}{% ifchanged %}{{ x }}{% endifchanged %}{% endfor %}"
    "{% translate 'Code' context 'of law' %}{% blocktranslate %}Letters{% endblocktranslate %}100%",
}  # fmt: skip


def test_what_follows_from_the_language_alone_is_put_together_once(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = engine(PARTS, prepared=True), engine(PARTS, prepared=False)
    for language in ("ru", "kk", "en", "ru"):
        with translation.override(language):
            assert drawn(ours, "child") == drawn(theirs, "child")
    nodes: Any = ours.get_template("part").nodelist.get_nodes_by_type(ConstantNode)
    constant = [node for node in nodes if node.texts]
    assert constant, "the icon, and the words at the end"
    monkeypatch.setattr(icons, "_icon", lambda *args: pytest.fail("drawn once more"))
    with translation.override("kk"):
        assert "<svg" in drawn(ours, "child")


def test_a_fault_in_a_block_of_the_template_above_is_not_drawn_over() -> None:
    parts = {
        "base": "{% block a %}{{ object.broken }}{% endblock %}",
        "child": "{% extends 'base' %}{% block a %}{{ block.super }}{% endblock %}",
    }
    assert drawn(engine(parts, prepared=True), "child") == drawn(engine(parts, prepared=False), "child")
    assert "deep inside" in drawn(engine(parts, prepared=True), "child")


KEY, OTHER = UUID("01a229f2-2fd0-7003-9ba9-3082fb19b9cb"), UUID(int=7)
ADDRESSES: tuple[tuple[str, tuple[Any, ...]], ...] = (
    ("front:order", ()),
    ("cases:document", (KEY, OTHER)),
    ("cases:document", (OTHER, KEY)),
    ("cases:step", (KEY, "register")),
    ("cases:letter", (KEY, OTHER, "kk")),
    ("cases:letter", (KEY, str(OTHER), "kk")),
    ("cases:letter", (KEY, OTHER, "{0} %")),
    ("cases:document", (KEY,)),
    ("cases:none", (KEY,)),
)


def test_addresses_are_those_of_django() -> None:
    def tried(made: Any, name: str, given: tuple[Any, ...]) -> str:
        try:
            return str(made(name, given))
        except NoReverseMatch:
            return "none"

    for name, given in ADDRESSES:
        theirs = tried(lambda n, g: reverse(n, args=g), name, given)
        assert [tried(lambda n, g: address(n, *g), name, given) for _again in range(2)] == [theirs] * 2, name
    values: dict[str, Any] = {"key": KEY, "text": "<&>"}
    for url in (
        "'cases:step' key 'register'",
        "'cases:step' key text",
        "'front:order'",
        "'cases:step' pk=key name='x'",
    ):
        for end in ("", " as here"):
            source = {"page": f"{{% url {url}{end} %}}|{{{{ here }}}}"}
            drawn = [_tried(engine(source, prepared=which).get_template("page"), values) for which in (True, False)]
            assert drawn[0] == drawn[1], url


def _tried(page: Any, given: dict[str, Any]) -> str:
    try:
        return str(page.render(Context(given)))
    except NoReverseMatch:
        return "none"


@pytest.fixture
def djangos() -> Iterator[Any]:
    """The portal's pages as Django's own loaders draw them, while the fixture is switched on."""
    django: Any = engines["django"]
    portal = django.engine
    ours = portal.template_loaders
    plain = portal.get_template_loaders(settings.TEMPLATES[0]["OPTIONS"]["loaders"][0][1])

    def use(which: bool) -> None:
        portal.__dict__["template_loaders"] = plain if which else ours

    yield use
    use(False)


def shown(page: Any) -> str:
    """Without what differs from one drawing to the next."""
    return re.sub(r"\b([A-Za-z0-9]{64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})\b", "…", page.content.decode())


@pytest.mark.django_db
def test_pages_are_drawn_as_django_draws_them(client: Client, djangos: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)
    officer = people.officer()
    client.force_login(officer)
    for path in ("/components/", "/order/", "/con/officer/"):
        for language in ("ru", "kk"):
            client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
            pages = []
            for which in (False, True):
                djangos(which)
                pages.append(shown(client.get(path)))
            assert pages[0] == pages[1], path


def test_a_context_is_as_it_was_after_what_fails_within() -> None:
    ours = engine({"a": "{% for x in list %}{% with y=x %}{{ object.broken }}{% endwith %}{% endfor %}"}, prepared=True)
    context = Context(dict(VALUES))
    with pytest.raises(AttributeError, match="deep inside"):
        ours.get_template("a").render(context)
    assert len(context.dicts) == len(Context(dict(VALUES)).dicts)


def test_a_setting_leaves_the_pages_to_django(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "PREPARED_TEMPLATES", False)
    [(loader, _loaders)] = runpy.run_path(apps.__file__)["TEMPLATES"][0]["OPTIONS"]["loaders"]
    assert loader == "django.template.loaders.cached.Loader"
