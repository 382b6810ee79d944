"""docs/settings.md is what the code reads: all of it, and nothing else."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PATTERNS = (
    re.compile(r"""\benv(?:\.\w+)?\(\s*"([A-Z][A-Z0-9_]+)\""""),
    re.compile(r"""\bos\.environ(?:\.get\(|\[)\s*"([A-Z][A-Z0-9_]+)\""""),
    re.compile(r"\$\{?([A-Z][A-Z0-9_]{3,})"),
)
# Set by one script for another, or by the system; nobody sets them for the portal.
INSIDE = {
    "DJANGO_SETTINGS_MODULE",
    "PYTEST_XDIST_WORKER",
    "LANG",
    "LC_ALL",
    "LC_MESSAGES",
    "HOST",
    "PORT",
    "NCALAYER_PORT",
}


def drawer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("draw_settings", ROOT / "tools" / "draw_settings.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def read_by_the_code() -> set[str]:
    sides = [path for side in ("dnr", "cases", "hub", "egov", "con") for path in (ROOT / side).rglob("*.py")]
    texts = [path.read_text() for path in [*sides, ROOT / "gunicorn.conf.py", ROOT / "tools/run.sh", ROOT / "Procfile"]]
    return {name for text in texts for pattern in PATTERNS for name in pattern.findall(text)} - INSIDE


def test_the_page_is_as_drawn():
    draw = drawer()
    assert draw.PAGE.read_text() == draw.page(), "run tools/draw_settings.py"


def test_every_variable_that_is_read_stands_in_the_page():
    listed = set(re.findall(r"`([A-Z][A-Z0-9_]+)`", drawer().page()))
    assert read_by_the_code() - listed == set()


def test_every_variable_of_the_page_is_read():
    draw = drawer()
    names = {
        name for path in draw.sources() for row in draw.variables(path.read_text()) for name in row.name.split(", ")
    }
    plain = {name for name in names if "<" not in name}
    # Python itself reads this one, and gunicorn and prometheus the others.
    assert plain - read_by_the_code() - {"SSL_CERT_FILE", "WEB_CONCURRENCY", "HOST", "PORT", "NCALAYER_PORT"} == set()


def test_a_variable_without_words_is_detected():
    draw = drawer()
    rows = list(draw.variables('#: What it is. [words]\nA = env.bool("DNR_A", default=False)\nB = env.str("DNR_B")\n'))
    assert [(row.name, row.meaning, row.default) for row in rows] == [("DNR_A", "What it is", "words")]
