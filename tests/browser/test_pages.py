"""Every type of page in Russian and Kazakh, the components and the applicant's in English too: nothing for axe-core to
say, nothing to scroll to the side, nothing in the console; at a desk's width and, with all folds open, at a phone's."""

from __future__ import annotations

import ast
import os
import re
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from django.urls import resolve

from cases.programmes.nomad.states import DESKS
from tests.browser import pages
from tests.browser.conftest import PHONE, WIDE, Screen
from tests.browser.pages import PAGES, Page, World
from tests.test_agreements import own_pages

MENU = "details.menu"
SEVERAL = ("landmark-unique",)
COLOURS = ("color-contrast",)
NARROW = ".cards, .counter-table, .stepper, .telephone, .sign"
"""What has colours of its own in a narrow window."""
BY_WIDTH = re.compile(r"@media[^{]*width[^{]*\{((?:[^{}]*\{[^{}]*\})*)")
RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
COLOUR = re.compile(r"color\s*:|background\b|opacity|filter")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|name="next" value="[^"]*"')
"""What differs in a menu from page to page."""
CASE_PAGES = {f"{desk}:case" for desk in DESKS.values()} | {"cases:step"}
AT_A_DESK = tuple(f"{actor.value}-" for actor in DESKS)
OUT_OF_VIEW = """
const page = document.documentElement;
const problems = page.scrollHeight > innerHeight ? [`the page scrolls: ${page.scrollHeight} > ${innerHeight}`] : [];
const work = document.querySelector(".package, #work") ?? document.querySelector(".is-step .sign")
  ?? document.querySelector(".is-step .case-side");
const control = [...work.querySelectorAll("a, button, input:not([type=hidden]), select, textarea, summary")]
  .find((one) => one.checkVisibility());
const fields = document.querySelectorAll(".is-step .case-side form :is(button, input, select, textarea)");
const field = [...fields].find((one) => one.type !== "hidden" && one.checkVisibility());
const documents = document.querySelector(".package .doc-head, .papers li");
const parts = { documents, viewer: document.querySelector("#viewer") };
Object.assign(parts, control && { control }, field && { field });
for (const [name, part] of Object.entries(parts)) {
  const box = part?.getBoundingClientRect();
  if (!box || box.top < 0 || box.bottom > innerHeight || box.right > innerWidth || !box.height)
    problems.push(`${name}: ${box ? JSON.stringify(box) : "none"}`);
}
return problems"""
"""What of a case is not in a desk's window before anything is scrolled: the whole page, the first document, the one
that is shown, the first control of the work where the reader has any, of a step the first of its form or of what
signs it; at the counter, those of the package."""
HEADER = 120
"""Pixels of a telephone's window that the head of an applicant's page takes, without the ribbon of a demo."""
TALL_HEADER = """
const ribbon = document.querySelector("body > header .demo")?.getBoundingClientRect().height ?? 0;
return document.querySelector("body > header").getBoundingClientRect().height - ribbon"""
COVERED = """
const stuck = [...document.querySelectorAll("body *")].filter(
  (one) => ["sticky", "fixed"].includes(getComputedStyle(one).position) && one.checkVisibility(),
);
const inputs = document.querySelectorAll("main :is(input:not([type=hidden]), select, textarea)");
const fields = stuck.length ? [...inputs].filter((one) => one.checkVisibility()) : [];
const over = (a, b) => a.top < b.bottom - 1 && b.top < a.bottom - 1 && a.left < b.right - 1 && b.left < a.right - 1;
return fields.flatMap((field) => {
  field.focus();
  const box = field.getBoundingClientRect();
  const above = stuck.filter((one) => !one.contains(field) && over(box, one.getBoundingClientRect()));
  return above.map((one) => `${one.className} lies over ${field.name}`);
})"""
"""Fields that, once they have the focus, something that keeps its place on the screen lies over."""
OUTWARD = {"public", "applicant"}
"""Groups whose pages are read by applicants."""
EACH_LANGUAGE = bool(os.environ.get("DNR_EACH_LANGUAGE"))
"""Every page in each language takes ten minutes; by turns, each language meets every kind of page all the same."""
_looked_at = set[int]()
WANTED = re.compile(os.environ.get("DNR_PAGES", ""))


@pytest.fixture
def served() -> None:
    """Of a world nothing is made twice, so nothing is kept to be copied: it would have to be read again and again."""


@pytest.mark.parametrize("group", PAGES)
def test_pages(group: str, world: World, screen: Screen, settings: Any, subtests: pytest.Subtests) -> None:
    """One world for the languages: to bring its cases to their states takes as long as to look at their pages."""
    wanted = [page for page in PAGES[group] if WANTED.search(page.key)]
    for turn, page in enumerate(wanted):
        settings.GATEWAYS = page.gateways
        for language in languages_of(group, turn):
            with subtests.test(page.key, language=language):
                read_only = language == "en" and group in OUTWARD
                problems = problems_of(page, language, world, screen, judged=not read_only)
                if page.ours and group in OUTWARD and not read_only:
                    problems += of_the_applicant(screen)
                assert not problems, "\n".join(problems)


def languages_of(group: str, turn: int) -> tuple[str, ...]:
    if group == "demo":
        return "ru", "kk", "en"
    if EACH_LANGUAGE:
        return ("ru", "kk", "en") if group in OUTWARD else ("ru", "kk")
    return (("ru", "kk")[turn % 2],)


def problems_of(page: Page, language: str, world: World, screen: Screen, *, judged: bool = True) -> list[str]:
    """`judged`: by axe-core too, and at a desk's width."""
    user = page.who(world) if page.who else None
    path = page.path(world)
    screen.sit(user, language, page.at(world), partial(page.came, world) if page.came else None)
    assert screen.look(path, page.press) == page.status
    assert screen.script("return document.documentElement.lang") == (page.language or language)
    # A session nobody believes would lead each page to the sign-in, which is sound.
    assert user is None or "sign-in" not in screen.script("return location.pathname")
    problems = screen.complaints()
    for size in (WIDE,) if not page.ours else (WIDE, PHONE) if judged else (PHONE,):
        screen.resize(size)
        screen.shoot(f"{page.key}-{size[0]}-{language}")
        if size == PHONE:
            screen.unfold()
        elif page.key.startswith(AT_A_DESK) and shows_a_case(path, screen):
            problems += [f"not on one screen: {problem}" for problem in screen.script(OUT_OF_VIEW)]
        problems += [f"{size[0]} px wide: {element}" for element in screen.too_wide()]
        # What axe sees depends on the width and hardly on the language: each language has one width.
        asked = judged and page.ours and (size == WIDE) == (language == "ru")
        if asked:
            but = SEVERAL * page.several + COLOURS * (size == PHONE)
            problems += [f"{size[0]} px: {violation}" for violation in screen.violations(but=but)]
        if page.ours and size == PHONE:
            problems += [f"phone: {violation}" for violation in (part_of(screen, NARROW) if asked else [])]
            screen.unfold(MENU)
            menu = part_of(screen, MENU, SEVERAL * page.several) if asked else []
            problems += [f"menu: {problem}" for problem in screen.too_wide() + menu]
    return problems


def of_the_applicant(screen: Screen) -> list[str]:
    """On a telephone, where the page stands now: how tall its head is, and which field something lies over."""
    tall = screen.script(TALL_HEADER)
    covered = [problem for size in (PHONE, WIDE) for problem in _covered(screen, size)]
    return [f"the head is {tall} px tall"] * (tall > HEADER) + covered


def _covered(screen: Screen, size: tuple[int, int]) -> list[str]:
    screen.resize(size)
    return [f"{size[0]} px: {problem}" for problem in screen.script(COVERED)]


def shows_a_case(path: str, screen: Screen) -> bool:
    """Whether it is a page of a case or of a step for the staff, with the documents beside the work."""
    asked = urlsplit(path)
    name = resolve(asked.path).view_name
    if asked.fragment or name not in CASE_PAGES:
        return False
    return name != "cases:step" or bool(screen.script("return document.querySelector('.case-screen')"))


def part_of(screen: Screen, part: str, but: tuple[str, ...] = ()) -> list[str]:
    """Of a part that another page had just so, as most have the menu of their reader, there is nothing new to say."""
    there = screen.script(f"return [...document.querySelectorAll('{part}')].map((one) => one.outerHTML).join('')")
    standing = hash((part, screen.width, TOKEN.sub("", there)))
    if not there or standing in _looked_at:
        return []
    problems = screen.violations(part, but)
    if not problems:
        _looked_at.add(standing)
    return problems


EXCEPT = {
    "a file, or nothing that is looked at": (
        "accounts:held_copy accounts:session api:schema api:gateways_schema cases:document "
        "cases:half_upload cases:letter cases:filing_record cases:original cases:original_page cases:present "
        "cases:questionnaire cases:questionnaire_draft cases:signature cases:typed cases:typed_text cases:uploads "
        "con:clerk:registry_printed con:complaints:file con:officer:registry_draft "
        "con:officer:registry_printed con:officer:security "
        "egov:application:autosave egov:cabinet:consent_form egov:payment:receipt front:robots health:full "
        "health:live health:metrics health:ready hub:interviews:invitation log_checkpoint log_keys log_tile "
        "mobile:documents mobile:opening "
        "reports:file reports:statistics_file shep"
    ),
    "pressed, and leads to another page": (
        "accounts:by_eds accounts:email_again accounts:held_clear accounts:language accounts:own_zone "
        "accounts:provider accounts:provider_back "
        "accounts:register accounts:sign_out cases:bulk cases:discard_draft cases:notes cases:take_next "
        "cases:withdraw_absence con:clerk:reconcile con:clerk:reconcile_all con:clerk:upload egov:application:city "
        "egov:application:document egov:application:start egov:cabinet:proof egov:complaints:document "
        "egov:complaints:start egov:complaints:start_about_delay egov:helping:document egov:helping:leave "
        "egov:payment:back egov:payment:start "
        "hub:interviews:end_rule hub:interviews:remove hub:interviews:unblock hub:petition:document "
        "hub:petition:start hub:signing:from_telephone hub:signing:sign hub:signing:to_telephone "
        "hub:signing:withdraw_delegation mobile:stop reports:again reports:cancel"
    ),
    "what a page of another address shows": "accounts:zone front:check front:check_code",
    "under an edition that asks for two officials; looks like cases:drafted": "cases:correction",
}
"""Addresses of people that no row of PAGES opens, by why."""


def test_every_page_is_looked_at() -> None:
    """By its name in the table; desks and their cases stand there by their actor."""
    table = ast.parse(Path(pages.__file__).read_text())
    named = {node.value for node in ast.walk(table) if isinstance(node, ast.Constant)}
    named |= {f"{desk}:{page}" for desk in DESKS.values() for page in ("home", "case")}
    seen = {name for name, view in own_pages() if not hasattr(view, "machine")}
    excepted = {name for names in EXCEPT.values() for name in names.split()}
    assert seen - named == excepted & seen - named, sorted(seen - named - excepted)
    assert excepted <= seen, sorted(excepted - seen)


def test_no_other_colour_depends_on_the_width() -> None:
    """So contrast, two thirds of what axe takes, is measured at the wide one, and at the narrow one of these parts."""
    styles = [path for path in Path(django_settings.BASE_DIR, "static").rglob("*.css") if path.parent.name != "letters"]
    assert len(styles) > 5
    rules = [rule for path in styles for block in BY_WIDTH.findall(path.read_text()) for rule in RULE.findall(block)]
    coloured = [selector.strip() for selector, body in rules if COLOUR.search(body)]
    assert coloured and all(selector.startswith(tuple(NARROW.split(", "))) for selector in coloured)
