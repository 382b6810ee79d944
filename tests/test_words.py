"""Names in plain, present-day English, and one name for one kind of thing: read from the syntax trees."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("cases", "hub", "egov", "con", "dnr", "demo", "bench")
BANNED = frozenset({"anew", "deed", "deeds", "found", "one", "ones", "said", "shall", "told"})

PUBLISHED = {
    "cases/gateways/berkut/base.py": {"found"},
    "demo/ncalayer/protocol.py": {"MODULE_NOT_FOUND"},
    "cases/law/errors.py": {"NotFoundError"},
    "cases/models/case.py": {"one_at_a_time"},
    "cases/models/filefault.py": {"found_at"},
}
"""Members and codes of messages on the wire, an error as HTTP calls it, and columns: a release that runs reads them by
their names while the next one migrates."""

NESTED = frozenset({"Meta", "Command"})
OF_EACH_PROGRAMME = frozenset({"Stage", "State"})
NAMED_IN_TEMPLATE = re.compile(r"\{%\s*for ([\w, ]+) in |\bas (\w+)\s*%\}|\b(\w+)=")
TAG = re.compile(r"\{%.*?%\}", re.DOTALL)
QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")


@cache
def trees(under: str) -> dict[str, ast.Module]:
    """By path, without migrations: those are written by Django."""
    files = [path for path in sorted((ROOT / under).rglob("*.py")) if "migrations" not in path.parts]
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text()) for path in files}


def names(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """(line, name) of everything that is given a name: variables, arguments, attributes, functions, classes."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield node.lineno, name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield node.lineno, name
            case ast.arg(arg=name) | ast.alias(asname=str(name)) | ast.ExceptHandler(name=str(name)):
                yield node.lineno, name


def words(name: str) -> set[str]:
    """Of a_name or of AName, in lower case."""
    return {word.lower() for word in re.split(r"_+|(?<=[a-z0-9])(?=[A-Z])", name)}


def banned(path: str, tree: ast.Module) -> list[str]:
    allowed = PUBLISHED.get(path, set())
    return [f"{path}:{line} {name}" for line, name in names(tree) if name not in allowed and words(name) & BANNED]


@pytest.mark.parametrize("package", [*PACKAGES, "tests", "tools"])
def test_names_are_plain(package: str) -> None:
    assert trees(package), "no such package"
    assert not [bad for path, tree in trees(package).items() for bad in banned(path, tree)]


DATED = re.compile(r"(?<!\")\b(?:anew|deeds?|said|shall|told)\b(?!\")", re.IGNORECASE)
"""Not where it is quoted: a value that stands in a column or in the words of an order."""


def docstrings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """(line, text) of each text that stands by itself, behind a name or a heading."""
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant(value=str(text))):
                yield from enumerate(text.splitlines(), node.lineno)


@pytest.mark.parametrize("package", PACKAGES)
def test_docstrings_are_plain(package: str) -> None:
    assert not [
        f"{path}:{line} {text.strip()}"
        for path, tree in trees(package).items()
        for line, text in docstrings(tree)
        if DATED.search(text)
    ]


FOR_PEOPLE = re.compile(r"(?<!\")\b(?:anew|deeds?|shall|told)\b(?!\")", re.IGNORECASE)
"""Of what is read outside the code. At a hearing things are said, and a law that is quoted may say shall."""


def texts(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """(line, text) of what is shown as it stands, and is no single word as a column or a key has it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
            yield node.lineno, node.value


@pytest.mark.parametrize("package", PACKAGES)
def test_what_people_and_programmers_are_shown_is_plain(package: str) -> None:
    """Labels, sentences, help of commands, what is published of the API."""
    assert not [
        f"{path}:{line} {text.strip()[:100]}"
        for path, tree in trees(package).items()
        for line, text in texts(tree)
        if FOR_PEOPLE.search(text)
    ]


def test_pages_templates_and_tools_are_plain() -> None:
    """What people read, and what runs and ships the portal: its recipes, scripts and tools."""
    pages = [
        ROOT / "Makefile",
        ROOT / "Procfile",
        *(path for path in (ROOT / "tools").iterdir() if path.is_file()),
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "templates").rglob("*.*"),
    ]
    lines = ((page.name, line) for page in pages for line in page.read_text().splitlines())
    assert not [
        f"{name}: {line.strip()[:100]}"
        for name, line in lines
        if FOR_PEOPLE.search(re.sub(r"[`«“\"].*?[`»”\"]", "", line)) and not (name == "glossary.md" and line[0] == "|")
    ]


SCRIPTS = sorted(path for folder in ("static", "tests") for path in (ROOT / folder).rglob("*.js"))
NO_CODE = re.compile(r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", re.DOTALL)
"""Comments and strings of a script. What stands in backquotes is read: it names variables."""
DATA = re.compile(r"\bdata(?:-[a-z0-9]+)+")
MARKED = sorted(
    path
    for form in ("*.html", "*.css", "*.js")
    for at in ("templates", "static", "demo")
    for path in (ROOT / at).rglob(form)
)


def in_script(text: str) -> list[str]:
    """Its names, of variables, functions, arguments and members, that are banned."""
    return [name for name in re.findall(r"[A-Za-z_$][\w$]*", NO_CODE.sub("", text)) if words(name) & BANNED]


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_are_plain(path: Path) -> None:
    text = path.read_text()
    assert not in_script(text)
    assert not [part for part in NO_CODE.findall(text) if part.startswith("/") and DATED.search(part)]


def test_a_banned_name_is_seen_wherever_a_script_names_something() -> None:
    names_of = "const found = 1; let x = (one) => one; function told() {} el.dataset.said = `${deed}`;"
    assert in_script(names_of) == ["found", "one", "one", "told", "said", "deed"]
    assert not in_script("// one\nconst a = 'found' + \"told\" /* said */;")


def test_marks_for_scripts_and_styles_are_plain() -> None:
    """`data-…` of templates, style sheets and scripts."""
    names = {(path.name, name) for path in MARKED for name in DATA.findall(path.read_text())}
    assert ("keep.js", "data-status") in names
    assert not [(file, name) for file, name in names if set(name.split("-")) & BANNED]


def test_what_is_published_is_still_there() -> None:
    known = {path: tree for package in PACKAGES for path, tree in trees(package).items()}
    assert all(allowed <= {name for _line, name in names(known[path])} for path, allowed in PUBLISHED.items())


def test_templates_name_plainly_what_they_loop_over_and_pass_on() -> None:
    bad = []
    for path in sorted((ROOT / "templates").rglob("*.*")):
        for tag in TAG.findall(path.read_text()):
            given = " ".join(part for match in NAMED_IN_TEMPLATE.findall(QUOTED.sub('""', tag)) for part in match)
            bad += [f"{path.name} {name}" for name in re.findall(r"\w+", given) if words(name) & BANNED]
    assert not bad


def test_a_class_has_a_name_of_its_own() -> None:
    homes = defaultdict[str, list[str]](list)
    for package in (*PACKAGES, "tools"):
        for path, tree in trees(package).items():
            for node in ast.walk(tree):
                if isinstance(node, ast.ClassDef) and node.name not in NESTED | OF_EACH_PROGRAMME:
                    homes[node.name].append(path)
    assert not {name: paths for name, paths in homes.items() if len(paths) > 1}


SHORT = 164
"""Public functions with four letters or fewer, most of them plain verbs (read, send): a number that only falls."""
LEARNT = frozenset({"of", "on", "owe", "away", "obey", "worn", "luck", "laid", "gave"})
"""What such a name means has to be learnt. A class has an `of` of its own: `Birth.of(day)` reads well."""


def test_no_name_of_a_function_has_to_be_learnt() -> None:
    every = [node for package in PACKAGES for tree in trees(package).values() for node in tree.body]
    public = [node.name for node in every if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]
    assert len([name for name in public if len(name) < 5]) <= SHORT
    assert not [name for name in public if name in LEARNT]


def test_a_name_is_split_into_its_words() -> None:
    assert words("_read_ToldName") == {"", "read", "told", "name"} and not words("foundation") & BANNED


OF_A_MODULE = BANNED | {"asking", "keeping", "kept", "looking", "rest", "somebody", "things", "twice"}
"""What says nothing of what stands in a file."""


def test_a_module_says_what_is_in_it() -> None:
    names = [path for package in (*PACKAGES, "tests", "tools") for path in trees(package)]
    assert len(names) > 1000
    assert [path for path in names if set(re.split(r"[/_.]", path)) & OF_A_MODULE] == []


def test_no_module_stands_beside_a_package_of_its_name() -> None:
    """Python would load the package alone, and what the file says would never run."""
    every = {path for package in PACKAGES for path in trees(package)}
    assert not [path for path in every if path.removesuffix(".py") + "/__init__.py" in every]
