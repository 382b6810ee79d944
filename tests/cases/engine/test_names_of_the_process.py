"""Engine, law and gateways know no order: no state and no step of any programme is named in them."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

from cases.engine.programmes import PROGRAMMES, Programme
from cases.engine.steps import STEPS
from cases.law import regulations
from cases.law.places import PLACES

ROOT = Path(settings.BASE_DIR)
SOURCES = [path for folder in ("engine", "law", "gateways") for path in sorted((ROOT / "cases" / folder).rglob("*.py"))]
SIDES = ("hub", "egov", "con", "dnr")
OTHER_MEANING = {
    "cases/engine/programmes/__init__.py": {"register"},
    "cases/law/places.py": {"withdraw"},
    "cases/law/names.py": {"checks"},
    "cases/law/titles.py": {"checks"},
    "cases/law/regulations/loader.py": {"checks"},
    "cases/gateways/ismp/base.py": {"register"},
    "cases/gateways/knb/base.py": {"knb"},
}
"""Words that name something else there: a function, what may be done in a place, a table of the edition's file, an
outside system and what it is asked."""


def texts(tree: ast.AST) -> set[str]:
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def names(tree: ast.AST, programme: Programme) -> set[str]:
    """States and steps that the code names; a docstring may give one as an example."""
    enums = {type(state).__name__ for state in programme.places}
    members = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in enums
    }
    return (texts(tree) & (set(programme.steps) | {str(state) for state in programme.places})) | members


@pytest.mark.parametrize("programme", PROGRAMMES)
@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_names_no_state_and_no_step(path: Path, programme: str) -> None:
    other = OTHER_MEANING.get(str(path.relative_to(ROOT)), set()) if programme == "nomad" else set()
    assert names(ast.parse(path.read_text()), PROGRAMMES[programme]) == other


def test_outside_their_programmes_no_step_and_no_state_is_named_as_text() -> None:
    """A step is found by what it declares (`step_where`). A single word may name something else, and a term may bear
    the name of the state that it bounds."""
    folders = [p for p in (ROOT / "cases").iterdir() if p.is_dir() and p.name not in ("programmes", "migrations")]
    paths = [p for folder in (*folders, *(ROOT / side for side in SIDES)) for p in folder.rglob("*.py")]
    terms = {key for law in regulations.editions() for key in law.terms}
    several_words = {name for name in {*STEPS, *map(str, PLACES)} if "_" in name} - terms
    named = {
        str(path.relative_to(ROOT)): names
        for path in paths
        if (names := texts(ast.parse(path.read_text())) & several_words)
    }
    assert named == {"cases/models/waybillmove.py": {"in_transit"}}, "where the courier says that a bag is"


@pytest.mark.parametrize("programme", PROGRAMMES.values(), ids=PROGRAMMES)
def test_a_name_of_either_is_seen_as_text_and_as_a_member(programme: Programme) -> None:
    state, step = next(iter(programme.places)), next(iter(programme.steps))
    code = f"if case.state == {str(state)!r} or act == {step!r}: pass\nx = {type(state).__name__}.{state.name}"
    assert names(ast.parse(code), programme) == {str(state), step, state.name}


def ordered_by_an_enum(tree: ast.AST) -> list[int]:
    """Lines that take a slice of the states, or ask at which place of their list one stands."""
    sliced = [n.value for n in ast.walk(tree) if isinstance(n, ast.Subscript) and isinstance(n.slice, ast.Slice)]
    asked = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and ast.unparse(n.func).endswith(".index")]
    named = re.compile(r"STATES|\bState\b|\bPLACES\b|\.state\b")
    return [whole.lineno for whole in (*sliced, *asked) if named.search(ast.unparse(whole))]


@pytest.mark.parametrize(
    "code",
    ["_OPEN[: _OPEN.index(State.KNB)]", "at = order.index(case.state)", "OPEN_STATES[3:]", "list(PLACES).index(here)"],
)
def test_an_order_of_states_is_seen_whatever_the_list_is_called(code: str) -> None:
    assert ordered_by_an_enum(ast.parse(code)) == [1]


def test_no_right_hangs_on_the_order_in_which_states_are_written() -> None:
    ours = [p for folder in ("cases", "hub", "egov", "con", "demo") for p in (ROOT / folder).rglob("*.py")]
    assert {str(p): lines for p in ours if (lines := ordered_by_an_enum(ast.parse(p.read_text())))} == {}


IN_A_TAG = re.compile(r"{%(?!\s*(?:block)?translate\b)[^%]*%}|{{[^}]*}}")
"""What a template asks and does; not the words that it translates."""
WORD = re.compile(r"""['"](\w+)['"]""")


def words_in_tags(template: str) -> set[str]:
    return {word for tag in IN_A_TAG.findall(template) for word in WORD.findall(tag)}


def test_no_page_names_a_step_or_a_state() -> None:
    """What a step or a place declares is asked for by the view; its page is `step_url`."""
    terms = {key for law in regulations.editions() for key in law.terms}
    process = {*STEPS, *map(str, PLACES)} - terms
    templates = sorted((ROOT / "templates").rglob("*.html"))
    named = {str(p.relative_to(ROOT)): names for p in templates if (names := words_in_tags(p.read_text()) & process)}
    assert len(templates) > 100 and named == {}


@pytest.mark.parametrize(
    "text",
    [
        "{% url 'cases:step' case.pk 'withdraw' %}",
        '{% if button.step.name != "withdraw" %}',
        "{{ case.state|default:'withdraw' }}",
    ],
)
def test_a_step_that_a_page_names_is_seen(text: str) -> None:
    assert "withdraw" in words_in_tags(text) and not words_in_tags('{% translate "withdraw" context "consent" %}')


PARAGRAPH = re.compile(r"([4-9]|[12]\d)(\(\d+\))?")
"""п. 4 to 28, as an edition names them."""
IN_WORDS = re.compile(r"""['"]([^'"]*)['"]\|paragraph_words""")


def test_no_page_types_a_paragraph() -> None:
    """The step, the place, the list or the term has it, by the edition."""
    typed = {
        str(path.relative_to(ROOT)): there
        for path in (ROOT / "templates").rglob("*.html")
        if (there := [text for text in IN_WORDS.findall(path.read_text()) if PARAGRAPH.fullmatch(text)])
    }
    typed |= {
        str(path.relative_to(ROOT)): there
        for side in ("hub", "egov", "con")
        for path in (ROOT / side).rglob("*.py")
        if (there := [text for text in texts(ast.parse(path.read_text())) if PARAGRAPH.fullmatch(text)])
    }
    assert typed == {}
