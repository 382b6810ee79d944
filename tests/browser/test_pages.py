"""Every type of page in Russian and Kazakh: nothing for axe-core to say, nothing to scroll to the side, nothing in the
console; at a desk's width and, with all folds open, at a phone's."""

from __future__ import annotations

import pytest

from tests.browser.conftest import PHONE, WIDE, Screen
from tests.browser.pages import PAGES, Page, World


@pytest.mark.parametrize("language", ["ru", "kk"])
@pytest.mark.parametrize("page", PAGES, ids=str)
def test_page(page: Page, language: str, world: World, screen: Screen) -> None:
    user = page.who(world) if page.who else None
    at, path = page.at(world), page.path(world)
    screen.sit(user, language, at)
    problems: list[str] = []
    for size in (WIDE, PHONE):
        assert screen.look(path, size) == page.status
        assert screen.script("return document.documentElement.lang") == language
        screen.shoot(f"{page.key}-{size[0]}-{language}")
        if size == PHONE:
            screen.unfold()
        problems += [f"{size[0]} px wide: {one}" for one in screen.too_wide()]
        problems += [f"{size[0]} px: {one}" for one in screen.violations()]
    problems += screen.complaints()
    assert not problems, "\n".join(problems)
