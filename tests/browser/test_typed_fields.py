"""The анкета and one's own data, filled in wrongly: each error at its field, at a desk's width and a telephone's."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from cases.models import Person
from cases.programmes.nomad.states import State
from tests import people
from tests.browser.conftest import PHONE, WIDE, Screen

pytestmark = pytest.mark.django_db

ANSWERS = {
    "surname": "Смит",
    "born_on": "2030-01-01",
    "citizenship": "Нарния",
    "passport_number": "С1234567",
    "phone": "12",
    "email": "not an email",
    "purpose": "I want to live in Kazakhstan because the IT industry grows.",
}
DATA = {"born_on": "0080-01-01", "citizenship": "Нарния", "passport_number": "С1234567", "phone": "12"}
FILL = """
for (const [name, value] of Object.entries(arguments[0])) document.querySelector(`[name=${name}]`).value = value;
"""


def problems(screen: Screen, key: str) -> list[str]:
    problems = []
    for size in (WIDE, PHONE):
        screen.resize(size)
        screen.shoot(f"{key}-{size[0]}")
        problems += [f"{size[0]} px wide: {element}" for element in screen.too_wide()]
    return problems + screen.violations() + screen.complaints()


COVERED = """
const fields = "form[method=post] .field :is(input:not([type=hidden], [type=radio]), select, textarea)";
const open = (field) => !field.closest("details:not([open])");
return [...document.querySelectorAll(fields)].filter(open).filter((field) => {
  field.focus();
  // The focus alone may leave the foot of a tall field below the window's edge.
  field.scrollIntoView({ block: "nearest" });
  const box = field.getBoundingClientRect();
  return document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2) !== field;
}).map((field) => field.name);
"""


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_each_error_stands_at_its_field(world: Any, screen: Screen, language: str) -> None:
    case = people.case_in(State.PETITION_SIGNED)
    Person.objects.filter(pk=case.person_id).update(citizenship="Германия")
    screen.sit(case.person.user, language, people.after(case))
    for name, path, typed in (
        ("answers-wrong", reverse("egov:application:questionnaire", args=[case.pk]), ANSWERS),
        ("data-wrong", reverse("accounts:profile"), DATA),
    ):
        screen.look(path)
        screen.driver.execute_script(FILL, typed)
        screen.press("form[method=post][novalidate]:not(details form) button[type=submit]")
        wrong = screen.script("return [...document.querySelectorAll('.field-error [name]')].map((e) => e.name)")
        assert set(wrong) == set(typed)
        assert not problems(screen, f"{name}-{language}")
        assert screen.script(COVERED) == [], "what is typed into lies under nothing"


def test_a_country_is_offered_in_the_language_of_the_page(world: Any, screen: Screen) -> None:
    case = people.case_in(State.PETITION_SIGNED)
    screen.sit(case.person.user, "kk", people.after(case))
    screen.look(reverse("accounts:profile"))
    listed = "const e = document.querySelector('[name=citizenship]'); return [...e.list.options].map((o) => o.value)"
    assert "Түркия" in screen.script(listed)
