"""Every type of page in Russian and Kazakh, the components in English too: nothing for axe-core to say, nothing to
scroll to the side, nothing in the console; at a desk's width and, with all folds open, at a phone's."""

from __future__ import annotations

import os
import re
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings

from tests.browser.conftest import PHONE, WIDE, Screen
from tests.browser.pages import PAGES, Page, World

MENU = "details.menu"
SEVERAL = ("landmark-unique",)
COLOURS = ("color-contrast",)
NARROW = ".cards, .counter-table, .stepper"
"""What has colours of its own in a narrow window."""
BY_WIDTH = re.compile(r"@media[^{]*width[^{]*\{((?:[^{}]*\{[^{}]*\})*)")
RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
COLOUR = re.compile(r"color\s*:|background\b|opacity|filter")
WANTED = re.compile(os.environ.get("DNR_PAGES", ""))


@pytest.mark.parametrize("group", PAGES)
def test_pages(group: str, world: World, screen: Screen, settings: Any, subtests: pytest.Subtests) -> None:
    """One world for the languages: to bring its cases to their states takes as long as to look at their pages."""
    wanted = [page for page in PAGES[group] if WANTED.search(page.key)]
    for page, language in product(wanted, ("ru", "kk", "en") if group == "demo" else ("ru", "kk")):
        settings.GATEWAYS = page.gateways
        with subtests.test(page.key, language=language):
            problems = problems_of(page, language, world, screen)
            assert not problems, "\n".join(problems)


def problems_of(page: Page, language: str, world: World, screen: Screen) -> list[str]:
    user = page.who(world) if page.who else None
    path = page.path(world)
    screen.sit(user, language, page.at(world), partial(page.came, world) if page.came else None)
    assert screen.look(path, page.press) == page.status
    assert screen.script("return document.documentElement.lang") == language
    # A session nobody believes would lead each page to the sign-in, which is sound.
    assert user is None or "sign-in" not in screen.script("return location.pathname")
    problems = screen.complaints()
    for size in (WIDE, PHONE) if page.ours else (WIDE,):
        screen.resize(size)
        screen.shoot(f"{page.key}-{size[0]}-{language}")
        if size == PHONE:
            screen.unfold()
        problems += [f"{size[0]} px wide: {element}" for element in screen.too_wide()]
        # What axe sees depends on the width and hardly on the language: each language has one width.
        asked = page.ours and (size == WIDE) == (language == "ru")
        if asked:
            but = SEVERAL * page.several + COLOURS * (size == PHONE)
            problems += [f"{size[0]} px: {violation}" for violation in screen.violations(but=but)]
        if page.ours and size == PHONE:
            problems += [f"phone: {violation}" for violation in (part_of(screen, NARROW) if asked else [])]
            screen.unfold(MENU)
            problems += [f"menu: {problem}" for problem in screen.too_wide() + (part_of(screen, MENU) if asked else [])]
    return problems


def part_of(screen: Screen, part: str) -> list[str]:
    there = screen.script(f"return Boolean(document.querySelector('{part}'))")
    return screen.violations(part) if there else []


def test_no_other_colour_depends_on_the_width() -> None:
    """So contrast, two thirds of what axe takes, is measured at the wide one, and at the narrow one of these parts."""
    styles = [path for path in Path(django_settings.BASE_DIR, "static").rglob("*.css") if path.parent.name != "letters"]
    assert len(styles) > 5
    rules = [rule for path in styles for block in BY_WIDTH.findall(path.read_text()) for rule in RULE.findall(block)]
    coloured = [selector.strip() for selector, body in rules if COLOUR.search(body)]
    assert coloured and all(selector.startswith(tuple(NARROW.split(", "))) for selector in coloured)
