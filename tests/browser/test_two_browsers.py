"""Two officials at the same case, each in a browser of their own: nobody is surprised, nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import reverse
from django.utils import translation

from cases.engine.steps import STEPS
from cases.models import Assignment, Case, Event, StepDraft
from cases.programmes.nomad.states import State
from cases.workload import presence
from tests import people
from tests.browser.conftest import PHONE, WIDE, Screen
from tests.browser.pages import World
from tests.browser.test_drafts import KEPT, TYPE
from tests.cases.workload.test_taking import colleague

WORDS = "Основания отказа изложены подробно, по каждому доводу заявителя."
PRESENT = "(document.querySelector('#present')?.innerText ?? '')"
REFUSAL = "propose_preliminary_refusal"


@pytest.fixture(autouse=True)
def _asks_often() -> Iterator[None]:
    """By a patch of its own: cases are copied all the same, as no step asks for it."""
    with pytest.MonkeyPatch().context() as patch:
        patch.setattr(presence, "POLL", "0.1")
        yield


def worded(language: str, words: str, **facts: str) -> str:
    with translation.override(language):
        return translation.gettext(words) % facts


def types(screen: Screen, name: str, text: str) -> None:
    screen.driver.execute_script(TYPE, screen.driver.find_element("css selector", f"main [name='{name}']"), text)


def test_who_writes_is_seen_and_who_is_overtaken_reads_so_before_the_loss(
    world: World, screen: Screen, other_screen: Screen
) -> None:
    """The first has it open, then writes, then decides; the second sees each of it on the page that is open."""
    case, first, second = people.case_in(State.PRELIMINARY_DECISION), people.officer(), colleague("Bolat")
    page, form = reverse("con:officer:case", args=[case.pk]), reverse("cases:step", args=[case.pk, REFUSAL])
    ground = people.free_ground("preliminary")
    screen.sit(first, "ru", people.after(case))
    other_screen.sit(second, "kk", people.after(case))
    screen.look(page)
    other_screen.look(page)
    with translation.override("kk"):
        label = str(STEPS[REFUSAL].label)
    assert first.full_name in other_screen.script(f"return {PRESENT}")
    assert label not in other_screen.script(f"return {PRESENT}")
    screen.look(form)
    types(screen, "text", WORDS)
    other_screen.until(f"{PRESENT}.includes({label!r})")
    other_screen.look(form)
    screen.until(f"{PRESENT}.includes('Bolat')")

    types(other_screen, "text", WORDS)
    screen.driver.find_element("css selector", f"main [name=grounds][value='{ground}']").click()
    types(screen, "place", "Room 4")
    screen.press("main form [type=submit]")
    assert Case.objects.get(pk=case.pk).state == State.PRELIMINARY_HEARING
    other_screen.until("document.querySelector('#present .note-warning') !== null")
    assert first.full_name in other_screen.script(f"return {PRESENT}"), "who was quicker"
    assert other_screen.script("return document.querySelector('main [name=text]').value") == WORDS
    other_screen.shoot("overtaken")
    other_screen.press("main form [type=submit]")
    assert WORDS in other_screen.script("return document.querySelector('main').innerText")
    assert StepDraft.objects.get(user=second).data["text"] == [WORDS]
    assert other_screen.script(KEPT) == 0, "the portal has them"
    for size in (PHONE, WIDE):
        other_screen.resize(size)
        assert other_screen.too_wide() == other_screen.violations() == []
        other_screen.shoot(f"unused-{size[0]}")
    assert Event.objects.filter(case=case, step=REFUSAL).count() == 1


def test_a_case_that_two_take_has_a_single_owner_and_the_other_reads_whose(
    world: World, screen: Screen, other_screen: Screen
) -> None:
    cases = [people.case_in(State.REGISTRATION) for _number in range(3)]
    first, second, now = people.officer(), colleague("Bolat"), people.after(cases[-1])
    screen.sit(first, "ru", now)
    other_screen.sit(second, "kk", now)
    both, button = (screen, other_screen), "form[action$='/owner/take/'] button"
    for each in both:
        each.look(reverse("con:officer:case", args=[cases[0].pk]))
    for each in both:
        each.press(button)
    assert Assignment.objects.get().user == first
    read = other_screen.script("return document.querySelector('main').innerText")
    assert first.full_name in read and worded("kk", "This case is yours.") not in read

    for each in both:
        each.look(reverse("con:officer:home"))
    for each in both:
        each.press(".take-next button")
    taken = dict(Assignment.objects.values_list("case", "user"))
    assert len(taken) == 3 and [*taken.values()].count(second.pk) == 1, "each the next that nobody has"


PRESS_TWICE = """
const button = document.querySelector("#work form button[type=submit]"), form = button.form;
button.click();
delete form.dataset.sent;
button.click();
"""


def test_a_button_pressed_twice_records_once(world: World, screen: Screen) -> None:
    """The page holds the second press back; where it could not, the portal does."""
    for number, hold in (("MP-2026-5", True), ("MP-2026-6", False)):
        case = people.case_in(State.REGISTRATION)
        screen.sit(people.officer(), "ru", people.after(case))
        screen.look(reverse("con:officer:case", args=[case.pk]))
        types(screen, "mp_number", number)
        screen.script("window.__before = true")
        screen.script(PRESS_TWICE.replace("delete form.dataset.sent;", "") if hold else PRESS_TWICE)
        screen.until("!window.__before && document.readyState === 'complete'")
        assert screen.script("return performance.getEntriesByType('navigation')[0].responseStatus") == 200
        assert Event.objects.filter(case=case, step="register").count() == 1
        assert StepDraft.objects.count() == 0
