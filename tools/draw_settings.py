#!/usr/bin/env python3
"""Writes docs/settings.md from the comments that begin with `#:` where a variable is read.

    #: What it means. [the default, in words]
    HTTPS = env.bool("DNR_HTTPS", default=False)

The comment belongs to the next variable read below it. Where a name is put together, or is read by something else, the
comment names it: `#: DNR_GATEWAY_<SYSTEM>: …`. Without words in brackets the default is the one in the code.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "settings.md"
NAME = r"[A-Z][A-Z0-9_]*(?:<[A-Z]+>[A-Z0-9_]*)?"
READ = re.compile(rf"""env(?:iron\.get)?(?:\.\w+)?\(\s*"({NAME})"(?:,\s*(?:cast=\w+,\s*)?default=(.+))?""")
NAMED = re.compile(rf"({NAME}(?:, {NAME})*): (.*)")
HEAD = """# Settings

<!-- Written by tools/draw_settings.py from the comments where each variable is read. Change those. -->

Everything is set by environment variables, or by lines `NAME=value` in a file `.env` in this folder. Without any, the
portal runs on SQLite with its files below `var/`, sends mail into files, and asks no outside system.
"""
WORDS = {"False": "off", "True": "on", '""': "none", "[]": "none"}


@dataclass(frozen=True)
class Variable:
    name: str
    meaning: str
    default: str


def sources() -> list[Path]:
    """The settings in the order in which they are read, then who reads variables besides."""
    index = (ROOT / "dnr" / "settings" / "__init__.py").read_text()
    order = re.findall(r"from dnr\.settings\.(\w+) import", index)
    return [
        *(ROOT / "dnr" / "settings" / f"{name}.py" for name in order),
        ROOT / "gunicorn.conf.py",
        ROOT / "tools/run.sh",
    ]


def variables(source: str) -> Iterator[Variable]:
    """In the order of the text. A comment goes on in the `#:` lines below it until one names variables of its own."""
    entries: list[str] = []
    for line in source.splitlines():
        text = line.strip()
        if text.startswith("#:"):
            _add(entries, text[2:].strip())
            continue
        while entries and (named := NAMED.match(entries[0])):
            yield _variable(named[1], named[2], "")
            entries.pop(0)
        if entries and not text.startswith("#") and (read := READ.search(line)):
            yield _variable(read[1], entries.pop(), read[2] or "")


def _add(entries: list[str], text: str) -> None:
    if not entries or NAMED.match(text):
        entries.append(text)
    else:
        entries[-1] += f" {text}"


def _variable(name: str, comment: str, default: str) -> Variable:
    meaning, _, words = comment.partition(" [")
    plain = _expression(default)
    return Variable(name, meaning.rstrip("."), words.rstrip("]") or WORDS.get(plain, plain) or "–")


def _expression(default: str) -> str:
    """The argument that `default` begins with, which goes on with whatever else is in its line."""
    for end in range(len(default), 0, -1):
        try:
            tree = ast.parse(default[:end], mode="eval")
        except SyntaxError:
            continue
        value = tree.body
        if isinstance(value, ast.List):
            return ", ".join(str(ast.literal_eval(item)) for item in value.elts) or "[]"
        if isinstance(value, ast.Tuple):
            continue
        return ast.unparse(value).strip("'") or '""'
    return ""


def page() -> str:
    parts = [HEAD]
    for path in sources():
        rows = list(variables(path.read_text()))
        if rows:
            parts += [_title(path), "| variable | meaning | default |", "|---|---|---|"]
            parts += [f"| {_code(row.name)} | {row.meaning} | {row.default} |" for row in rows]
            parts.append("")
    return "\n".join(parts).rstrip() + "\n"


def _code(names: str) -> str:
    return ", ".join(f"`{name}`" for name in names.split(", "))


def _title(path: Path) -> str:
    if path.suffix != ".py":
        return f"## `{path.relative_to(ROOT)}`\n"
    first = (ast.get_docstring(ast.parse(path.read_text())) or path.stem).split("\n\n")[0]
    return f"## {' '.join(first.split()).split('. ')[0].rstrip('.')}\n"


if __name__ == "__main__":
    PAGE.write_text(page())
