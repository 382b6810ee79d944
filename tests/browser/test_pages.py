"""Every type of page in Russian and Kazakh, the components in English too: nothing for axe-core to say, nothing to
scroll to the side, nothing in the console; at a desk's width and, with all folds open, at a phone's."""

from __future__ import annotations

import os
import re
from functools import partial
from itertools import product
from typing import Any

import pytest

from tests.browser.conftest import PHONE, WIDE, Screen
from tests.browser.pages import PAGES, Page, World

MENU = "details.menu"
SEVERAL = ("landmark-unique",)
WANTED = re.compile(os.environ.get("DNR_PAGES", ""))


@pytest.mark.parametrize(("group", "language"), [*product(PAGES, ("ru", "kk")), ("demo", "en")])
def test_pages(
    group: str, language: str, world: World, screen: Screen, settings: Any, subtests: pytest.Subtests
) -> None:
    for page in PAGES[group]:
        if WANTED.search(page.key):
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
        if page.ours and (size == WIDE) == (language == "ru"):
            problems += [f"{size[0]} px: {violation}" for violation in screen.violations(but=SEVERAL * page.several)]
        if page.ours and size == PHONE:
            problems += [f"menu, {size[0]} px: {problem}" for problem in menus(screen)]
    return problems


def menus(screen: Screen) -> list[str]:
    screen.unfold(MENU)
    there = screen.script(f"return Boolean(document.querySelector('{MENU}'))")
    return screen.too_wide() + (screen.violations(MENU) if there else [])
