"""What an official types is a draft of the portal's: with its time, on any computer, whatever becomes of the page."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from cases.models import StepDraft
from cases.programmes.nomad.states import State
from cases.values import moments
from tests import people
from tests.browser.conftest import Screen
from tests.browser.pages import World
from tests.browser.test_drafts import Desk

WORDS = "Основания отказа изложены подробно."
SHOWN = "return document.querySelector('[data-typed-status]')?.innerText ?? ''"
LEFT = """
Object.defineProperty(document, "hidden", { value: true, configurable: true });
document.dispatchEvent(new Event("visibilitychange"));
delete document.hidden;
"""
"""Whoever turns to another window has saved: nobody waits for the pause after the last letter."""


@pytest.fixture
def officer(world: World, screen: Screen) -> Desk:
    case = world.case(State.PRELIMINARY_DECISION)
    people.free_ground("preliminary")
    step = reverse("cases:step", args=[case.pk, "propose_preliminary_refusal"])
    return Desk(screen, case, people.officer(), step)


def shown(desk: Desk) -> str:
    return " ".join(str(desk.screen.script(SHOWN)).split())


def text(desk: Desk) -> Any:
    return desk.field("text").get_attribute("value")


def test_it_is_there_again_with_its_time_and_through_a_lost_session(officer: Desk, screen: Screen) -> None:
    page = reverse("con:officer:case", args=[officer.case.pk])
    officer.sits().opens().types("text", WORDS)
    officer.until(lambda: "Draft saved: " in shown(officer), lambda: shown(officer))
    row = StepDraft.objects.get()
    with translation.override("en"):
        at = " ".join(moments.moment(row.at).split())
    assert row.typed and row.data["text"] == [WORDS] and at in shown(officer)

    screen.look(reverse("con:officer:home"))
    screen.script("localStorage.clear()")  # another computer
    screen.look(page)
    note = screen.driver.find_element("css selector", ".unused")
    assert WORDS in note.text and at in " ".join(note.text.split())
    screen.press(".unused a.btn")
    assert text(officer) == WORDS and at in shown(officer)

    officer.signed_out_elsewhere()
    officer.types("text", f"{WORDS} И ещё.")
    screen.script(LEFT)
    officer.until(lambda: "Not saved in the portal" in shown(officer), lambda: shown(officer))
    officer.sits()
    screen.look(f"{officer.url}?draft={row.pk}")
    assert text(officer) == f"{WORDS} И ещё.", "kept in this browser"
    officer.types("text", f"{WORDS} И ещё одно.")
    screen.script(LEFT)
    saved = lambda: [kept.data["text"] for kept in StepDraft.objects.all()]  # noqa: E731
    officer.until(lambda: saved() == [[f"{WORDS} И ещё одно."]], lambda: f"one draft, not two: {saved()}")
