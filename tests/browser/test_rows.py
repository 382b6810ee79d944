"""A desk shows enough of its queue without scrolling, on the screen that offices have."""

from __future__ import annotations

from django.urls import reverse

from cases.models import Assignment
from cases.workload.assigning import begin
from tests import people
from tests.browser.conftest import WIDE, Screen
from tests.lists import crowd

ROWS = 12
VISIBLE = """
return [...document.querySelectorAll("table.queue tbody tr")]
  .filter((row) => row.getBoundingClientRect().bottom <= innerHeight).length"""

CITY_IS_WHOLE = """
const right = (what) => document.querySelector(what).getBoundingClientRect().right;
const buttons = document.querySelector(".desk-head .steps-row").getBoundingClientRect().left;
return right(".desk-city strong") <= right(".desk-name") && right(".desk-name") <= buttons
  && right(".desk-head .steps-row > :last-child") <= innerWidth"""

ALL_IS_WHOLE = """
const table = document.querySelector("table.queue");
const frame = table.parentElement;
const cut = [...table.querySelectorAll("td, th, .tag, .left")].filter((c) => c.scrollWidth > c.clientWidth + 1);
return frame.scrollWidth <= frame.clientWidth ? cut.map((c) => c.innerText) : ["the table"]"""
"""Names, states and days, in the language whose words are the longest."""


def test_twelve_rows_of_a_queue_are_seen_at_once(world: object, screen: Screen) -> None:
    cases = [people.case_in("registration"), people.case_in("checks")]
    officer, others = people.officer(), crowd(cases[0], ROWS)
    for case in others[::2]:
        begin(case, officer, officer, Assignment.TAKEN, people.after(cases[-1]))
    for language in ("ru", "kk"):
        screen.sit(officer, language, people.after(cases[-1]))
        assert screen.look(reverse("con:officer:home")) == 200
        screen.resize(WIDE)
        screen.shoot(f"queue-rows-{language}")
        assert screen.script(VISIBLE) >= ROWS, language
        assert screen.script(CITY_IS_WHOLE), language
        assert screen.script(ALL_IS_WHOLE) == [], language
