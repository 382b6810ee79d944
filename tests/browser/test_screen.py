"""The eye itself: a page with faults is not found sound."""

from __future__ import annotations

from django.urls import reverse

from tests import people
from tests.browser.conftest import PHONE, Screen

FAULTY = """
document.querySelector("main").insertAdjacentHTML("beforeend", `
  <img src="data:," id="speechless"><p style="color: #ddd">pale</p><div id="broad">${"x".repeat(90)}</div>`);
const broad = document.getElementById("broad");
broad.style.whiteSpace = "nowrap";
broad.style.width = "600px";
const script = document.createElement("script");
script.textContent = "window.slipped_in = true";
document.body.append(script);
"""


def test_faults_are_seen(world: object, screen: Screen) -> None:
    screen.sit(None, "ru", people.START)
    assert screen.look(reverse("front:check")) == 200
    screen.resize(PHONE)
    assert screen.too_wide() == screen.violations() == screen.complaints() == []

    screen.script(FAULTY)
    assert any("broad" in element for element in screen.too_wide())
    assert any(violation.startswith("image-alt") for violation in screen.violations())
    assert screen.script("return window.slipped_in") is None
    assert any("Content Security Policy" in complaint for complaint in screen.complaints())
