"""Engine, law and gateways know no order: no state and no step of any programme is named in them."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

from cases.engine.programmes import PROGRAMMES, Programme, otherevents
from cases.engine.steps import STEPS
from cases.models import Event

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


def test_outside_their_programmes_no_step_is_named_as_text() -> None:
    """A step is found by what it declares (`step_where`). A single word may name something else."""
    folders = [p for p in (ROOT / "cases").iterdir() if p.is_dir() and p.name not in ("programmes", "migrations")]
    paths = [p for folder in (*folders, *(ROOT / side for side in SIDES)) for p in folder.rglob("*.py")]
    several_words = {name for name in STEPS if "_" in name}
    named = {
        str(path.relative_to(ROOT)): steps
        for path in paths
        if (steps := texts(ast.parse(path.read_text())) & several_words)
    }
    assert named == {}


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


WRITTEN = re.compile(
    r"""cases:step['"]\s+[\w.]+\s+['"](\w+)['"]            # {% url 'cases:step' case.pk 'withdraw' %}
    |\bSTEPS\[['"](\w+)['"]\]
    |step(?:\.name|_name)?\s*(?:==|!=)\s*['"](\w+)['"]
    """,
    re.VERBOSE,
)
"""Where a page names a step: its address, the table of the steps, a comparison."""


def steps_written(text: str) -> set[str]:
    return {name for match in WRITTEN.findall(text) for name in match if name}


def test_a_page_names_only_steps_and_events_that_there_are() -> None:
    pages = [p for folder in ("hub", "egov", "con", "cases/web") for p in (ROOT / folder).rglob("*.py")]
    named = {
        str(p.relative_to(ROOT)): steps_written(p.read_text()) for p in (*pages, *(ROOT / "templates").rglob("*.html"))
    }
    assert any(named.values())
    there = {*STEPS, *Event.OTHER, *otherevents.EVENTS}
    assert {path: unknown for path, names in named.items() if (unknown := names - there)} == {}


@pytest.mark.parametrize(
    "text",
    [
        "{% url 'cases:step' case.pk 'withdrw' %}",
        '{% if button.step.name != "withdrw" %}',
        'STEPS["withdrw"]',
        "if step == 'withdrw':",
    ],
)
def test_a_step_that_a_page_names_is_seen(text: str) -> None:
    assert steps_written(text) == {"withdrw"}
