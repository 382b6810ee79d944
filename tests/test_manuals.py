"""The manuals of the desks quote the portal as it is: labels in bold, its sentences as quotations, its pictures."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import polib
import pytest
from django.conf import settings
from PIL import Image

MANUALS = Path(settings.BASE_DIR) / "docs" / "manuals"
PICTURES = MANUALS / "pictures"
PAGES = sorted(MANUALS.glob("*/*.md"))
DESKS = {"applicant", "screener", "signer", "officer", "clerk", "head", "auditor", "administrator", "everyone"}
OURS = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(MANUALS)))


def as_quoted(words: str) -> str:
    """What a reader sees of an entry of the catalogue; "…" where something else stands each time."""
    plain = re.sub(r"<[^>]+>", "", words)
    return " ".join(re.sub(r"%\(\w+\)[sd]|\{\w*\}", "…", plain).split())


@cache
def interface(language: str) -> frozenset[str]:
    """All that the portal says in a language. English is what the entries are named by."""
    entries = polib.pofile(str(Path(settings.BASE_DIR) / "locale" / "ru" / "LC_MESSAGES" / "django.po"))
    if language == "en":
        return frozenset(as_quoted(words) for entry in entries for words in (entry.msgid, entry.msgid_plural))
    entries = polib.pofile(str(Path(settings.BASE_DIR) / "locale" / language / "LC_MESSAGES" / "django.po"))
    return frozenset(as_quoted(w) for entry in entries for w in (entry.msgstr, *entry.msgstr_plural.values()))


def quoted(text: str) -> list[str]:
    """Words in bold, and lines that begin with a bar."""
    return [*re.findall(r"\*\*(.+?)\*\*", text), *re.findall(r"^> (.+)$", text, re.MULTILINE)]


def pictures(text: str) -> list[str]:
    return re.findall(r"!\[[^\]]+\]\(\.\./pictures/([\w.-]+)\)", text)


def test_each_desk_has_its_page_in_both_languages():
    there = {(page.parent.name, page.stem) for page in PAGES}
    assert there == {(language, desk) for language in ("ru", "kk") for desk in DESKS} | {("en", "applicant")}


@OURS
def test_what_a_page_quotes_the_portal_says(page: Path):
    words = quoted(page.read_text("utf-8"))
    assert len(words) > 10
    assert [label for label in words if label not in interface(page.parent.name)] == []


def test_a_label_that_is_gone_is_noticed():
    text = "Нажмите **Такой кнопки нет** и **Взять следующее дело**.\n\n> Такого портал не говорит.\n"
    gone = [label for label in quoted(text) if label not in interface("ru")]
    assert gone == ["Такой кнопки нет", "Такого портал не говорит."]


@OURS
def test_a_page_is_short_and_has_its_pictures(page: Path):
    text = page.read_text("utf-8")
    assert len(text.splitlines()) <= 150
    shown = pictures(text)
    assert len(shown) >= 2
    assert [name for name in shown if not name.endswith(f".{page.parent.name}.png")] == []
    assert [name for name in shown if not (PICTURES / name).exists()] == []


def test_the_pictures_are_small_and_each_is_shown():
    files = {path.name: path.stat().st_size for path in PICTURES.iterdir()}
    assert set(files) == {name for page in PAGES for name in pictures(page.read_text("utf-8"))}
    assert [name for name, size in files.items() if size > 150_000] == []
    assert sum(files.values()) <= 4_000_000


def test_a_picture_is_as_wide_as_it_was_taken():
    """Desks at 1366, what applicants do on a telephone at 390."""
    wide = dict[str, int]()
    for name in {name for page in PAGES for name in pictures(page.read_text("utf-8"))}:
        with Image.open(PICTURES / name) as picture:
            wide[name] = picture.width
    assert {name: width for name, width in wide.items() if width not in (390, 1366)} == {}


def test_both_languages_tell_the_same_and_in_the_same_order():
    for desk in DESKS:
        ru, kk = ((MANUALS / language / f"{desk}.md").read_text("utf-8") for language in ("ru", "kk"))
        shapes = [
            [line[:2] for line in text.splitlines() if line.startswith(("#", ">", "|", "!"))] for text in (ru, kk)
        ]
        assert shapes[0] == shapes[1], desk
