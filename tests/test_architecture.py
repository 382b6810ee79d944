"""The rooms of docs/architecture.md, compared with the import contracts and the folders; its walks, with those of
docs/walks.md, which are made by small cases: each function listed there is entered, in its order."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from cases.engine import clock
from cases.models import Case, Deadline, Exchange
from cases.outbox import worker
from tests import people
from tests.cases.api.machines import ANSWER, answer_of, machine

pytestmark = pytest.mark.django_db

ROOT = Path(settings.BASE_DIR)
PAGE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
WALKED = (ROOT / "docs" / "walks.md").read_text("utf-8")
PILOT = (ROOT / "docs" / "nomad.md").read_text("utf-8")
OURS = ("cases", "hub", "egov", "con", "dnr")
WALK = re.compile(r"<!-- walk: (\w+) -->\n```text\n(.*?)```\n<!-- end -->", re.DOTALL)


def listed(walk: str) -> list[str]:
    """The dotted names of the page's block, one a line; what stands after the name explains it."""
    block = dict(WALK.findall(WALKED))[walk]
    return [line.split()[0] for line in block.splitlines() if line.strip()]


def _is_imported(frame: FrameType | None) -> bool:
    """Whether a module of ours is being loaded: what runs then is no part of a walk."""
    while frame is not None:
        if frame.f_code.co_name == "<module>" and frame.f_globals.get("__name__", "").partition(".")[0] in OURS:
            return True
        frame = frame.f_back
    return False


@contextmanager
def entered() -> Iterator[list[str]]:
    """Our functions by dotted name, in the order in which each is entered for the first time."""
    names: list[str] = []
    known: set[str] = set()

    def note(frame: FrameType, event: str, _argument: Any) -> None:
        module = frame.f_globals.get("__name__", "")
        if event != "call" or module.partition(".")[0] not in OURS:
            return
        name = f"{module}.{frame.f_code.co_qualname}"
        if name not in known and not _is_imported(frame):
            known.add(name)
            names.append(name)

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield names
    finally:
        sys.setprofile(before)


def state_of(case: Case) -> str:
    return Case.objects.get(pk=case.pk).state


def button(case: Case) -> list[str]:
    """The clerk hands the originals to the courier."""
    client = Client()
    client.force_login(people.clerk())
    facts = {"courier": "KazPost", "waybill": "W-1", "sheets": "9", "version": case.version}
    with people.at(people.after(case)), entered() as names:
        answer = client.post(reverse("cases:step", args=[case.pk, "hand_to_courier"]), facts)
    assert (answer.status_code, state_of(case)) == (302, "in_transit")
    return names


def answer(case: Case) -> list[str]:
    """The security bodies answer through the API; the worker applies what they answered."""
    knb = machine("knb", now=people.after(case))
    with entered() as names:
        assert knb.post(ANSWER, answer_of(case), key="walk").status_code == 202
        with people.at(knb.now):
            worker.run_job([], [str(Exchange.objects.get(key="walk").pk)])
    assert state_of(case) == "preliminary_decision"
    return names


def sweep(case: Case) -> list[str]:
    """Nobody corrected what was returned: the term ends, the application is annulled, its letter printed."""
    end = Deadline.objects.get(case=case, key="rework", state=Deadline.RUNNING).due_at
    with people.at(end), entered() as names:
        clock.sweep_job()
    assert state_of(case) == "annulled"
    assert case.letters.get(kind="annulment").rendered_at
    return names


WALKS: dict[str, tuple[str, Callable[[Case], list[str]]]] = {
    "button": ("dispatch", button),
    "answer": ("knb", answer),
    "sweep": ("rework", sweep),
}
"""Where the case stands, and what is done."""

BESIDES = re.compile(r"^Passes besides: (.*?)\.$", re.DOTALL | re.MULTILINE)


def besides(walk: str) -> set[str]:
    """Rooms of the core that the walk passes and the page does not show, as the line under it says."""
    under = WALKED.partition(f"<!-- walk: {walk} -->")[2].partition("<!-- end -->")[2].partition("\n## ")[0]
    line = BESIDES.search(under)
    assert line, f"no line under the walk {walk}"
    return set(re.findall(r"`([\w.]+)`", line[1]))


def room_of(name: str) -> str:
    """Of the core, by its name within `cases`; of the engine and the web, the room within. "" for all else."""
    app, *rooms = name.split(".")
    return ".".join(rooms[: 2 if rooms[0] in ("engine", "web") else 1]) if app == "cases" else ""


@pytest.mark.parametrize("walk", WALKS)
def test_a_walk_passes_what_the_page_lists_in_its_order(walk: str) -> None:
    state, made = WALKS[walk]
    names = made(people.case_in(state))
    passed = iter(names)
    assert [name for name in listed(walk) if name not in passed] == []
    rooms = {room_of(name) for name in names} - {""}
    assert rooms - {room_of(name) for name in listed(walk)} - besides(walk) == set(), "passed, and not on the page"
    assert besides(walk) - rooms == set(), "on the page, and not passed"


HEADINGS = {"button": "A button is pressed", "answer": "An outside system answers", "sweep": "The clock sweeps"}


@pytest.mark.parametrize("walk", WALKS)
def test_the_plan_names_the_rooms_of_a_walk_in_their_order(walk: str) -> None:
    rooms = re.findall(r"`([\w.]+)`", PAGE.partition(f"- **{HEADINGS[walk]}**:")[2].partition("\n- **")[0])
    assert rooms == list(dict.fromkeys(room for name in listed(walk) if (room := room_of(name))))


def test_the_page_has_every_walk_and_no_other() -> None:
    assert [name for name, _block in WALK.findall(WALKED)] == list(WALKS)
    assert all(listed(walk) for walk in WALKS)


OF_THE_PILOT = 12
"""Modules of the doors that know the pilot otherwise than by the registry: a number that only goes down."""


def contract_of(name: str) -> dict[str, Any]:
    """The import contract whose name begins so."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    return next(contract for contract in contracts if contract["name"].startswith(name))


def test_the_doors_that_know_the_pilot_have_their_names() -> None:
    """import-linter finds a module that is not named, or that is named in vain; a pattern would let others in."""
    importers = [line.split(" -> ")[0] for line in contract_of("The doors know a programme")["ignore_imports"]]
    assert [name for name in importers if "*" in name] == []
    assert len(importers) == len(set(importers)) <= OF_THE_PILOT


SALTS = {
    "cases/accounts/addresses/claims.py": {"cases.accounts.addresses"},
    "cases/accounts/signing_in/challenge.py": {"cases.accounts.signing_in.challenge"},
    "cases/admin/stafffile.py": {"cases.admin.stafffile"},
    "cases/web/request/typed_input.py": {"cases.web.kept"},
}
"""Of signed values: they name nothing that is loaded."""
NAMED_IN_WORDS = {
    "cases/eds/verify.py": {"cases.eds.builtin", "cases.eds.ncanode"},
    "cases/programmes/complaint/programme.py": {"cases.programmes.complaint.editions"},
    "cases/programmes/nomad/programme.py": {"cases.programmes.nomad.editions"},
}
"""The back-ends of signatures, as the page says; and folders of data."""


def is_module(name: str) -> bool:
    """Whether it names a module or a package of ours, or something in one."""
    path = ROOT.joinpath(*name.split("."))
    return any(place.with_suffix(".py").exists() or place.is_dir() for place in (path, path.parent))


def test_rooms_name_no_module_in_words_that_no_linter_sees() -> None:
    dotted = re.compile(rf"(?:{'|'.join((*OURS, 'demo', 'bench'))})(?:\.[a-z_]+){{2,}}")
    named: dict[str, set[str]] = {}
    for path in (path for room in ("cases", "hub", "egov", "con") for path in (ROOT / room).rglob("*.py")):
        if "migrations" not in path.parts and path.stem != "urls":
            texts = (node.value for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant))
            words = {text for text in texts if isinstance(text, str) and dotted.fullmatch(text) and is_module(text)}
            named |= {str(path.relative_to(ROOT)): words} if words else {}
    assert named == SALTS | NAMED_IN_WORDS


def rooms_of(heading: str) -> list[set[str]]:
    """The first column of the table under this heading, a set of rooms for each row."""
    table = f"{PAGE}\n{PILOT}".partition(f"| {heading} | what it is for |\n|---|---|\n")[2].partition("\n\n")[0]
    return [set(re.findall(r"`(\w+)`", row.split("|")[1])) for row in table.splitlines()]


@pytest.mark.parametrize(("heading", "number"), [("above the core", 0), ("room", 2), ("room of the engine", 3)])
def test_the_page_names_the_rooms_of_the_import_contracts_in_their_order(heading: str, number: int) -> None:
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][number]
    assert rooms_of(heading) == [set(re.findall(r"\w+", layer)) for layer in contract["layers"]]


@pytest.mark.parametrize(
    ("heading", "folder"),
    [
        ("room of the engine", "cases/engine"),
        ("room of the web", "cases/web"),
        ("room of `nomad`", "cases/programmes/nomad"),
    ],
)
def test_the_pages_name_each_room_within_a_large_room(heading: str, folder: str) -> None:
    rooms = sorted(path.parent.name for path in (ROOT / folder).glob("*/__init__.py"))
    assert sorted(room for row in rooms_of(heading) for room in row) == rooms


@pytest.mark.parametrize("room", ["cases/engine", "cases/web"])
def test_no_module_stands_loose_beside_the_rooms(room: str) -> None:
    assert [path.name for path in (ROOT / room).glob("*.py") if path.stem not in ("__init__", "urls")] == []
