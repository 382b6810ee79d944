"""Every page of every desk and step, on a case in each state: it opens, within budget, and refuses an empty form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils.html import escape

from cases.engine.lists import queues
from cases.engine.steps.facts import names_of
from cases.law.actors import Actor, Role
from cases.models import Case, ReadLog, User
from cases.programmes.nomad.programme import NOMAD
from cases.programmes.nomad.states import State
from demo import walk
from tests import people
from tests.conftest import Cases
from tests.desks import case_url, home_url, signed_in, step_url, take, text

STEPS = NOMAD.steps
"""Of this programme alone."""


pytestmark = pytest.mark.django_db

STAFF: dict[Role, Callable[[], User]] = {
    Role.SCREENER: people.screener,
    Role.SIGNER: people.signer,
    Role.OFFICER: people.officer,
    Role.CLERK: people.clerk,
}
LIST_STATEMENTS, CASE_STATEMENTS = 6, 24


# ------------------------------------------------------------------------------------------------ every page, its cost


@pytest.mark.parametrize("role", STAFF)
@pytest.mark.parametrize("language", ["ru", "kk"])
def test_a_desk_shows_its_queue_within_its_budget(
    role: Role, language: str, every_case: Cases, django_assert_max_num_queries: Any
) -> None:
    user = STAFF[role]()
    client, home = signed_in(user, language), home_url(user)
    with django_assert_max_num_queries(LIST_STATEMENTS):
        assert client.get(home).status_code == 200


@pytest.mark.parametrize("role", STAFF)
@pytest.mark.parametrize("state", list(State))
def test_a_case_page_is_shown_within_its_budget_or_not_at_all(
    role: Role, state: State, every_case: Cases, django_assert_max_num_queries: Any
) -> None:
    user, case = STAFF[role](), every_case[state]
    seen = Case.objects.visible_to(user).filter(pk=case.pk).exists()
    client = signed_in(user)
    with people.at(people.after(case)), django_assert_max_num_queries(CASE_STATEMENTS):
        response = client.get(case_url(user, case))
    assert response.status_code == (200 if seen else 404)
    assert ReadLog.objects.filter(case=case, user=user, what="case").exists() == seen


@pytest.mark.parametrize("role", STAFF)
def test_every_tab_opens(role: Role, every_case: Cases) -> None:
    client = signed_in(STAFF[role]())
    for state in queues.tabs_of(Actor(role)):
        assert every_case[State(state)].number in text(client.get(home_url(STAFF[role]()), {"state": state}))


NOTHING_ASKED = ("note", "approve", "admit", "visit", "receipt", "brought")

"""Forms that may be sent as they are."""

STEP_PAGES = [(s.name, state) for s in STEPS.values() if s.by.value in STAFF for state in s.sources]


def _asks(name: str) -> bool:
    return STEPS[name].form not in NOTHING_ASKED and bool(names_of(STEPS[name].facts))


@pytest.mark.parametrize(("name", "state"), STEP_PAGES)
def test_the_page_of_a_step_opens(name: str, state: State, every_case: Cases) -> None:
    case, user = every_case[state], STAFF[Role(STEPS[name].by.value)]()
    with people.at(people.after(case)):
        response = signed_in(user).get(step_url(case, name))
    if not Case.objects.visible_to(user).filter(pk=case.pk).exists():  # it ended before it came to this desk
        assert response.status_code == 404
        return
    assert response.status_code == 200
    assert str(STEPS[name].label) in text(response)


@pytest.mark.parametrize(
    ("name", "state"), [(n, s) for n, s in STEP_PAGES if _asks(n) and not walk.needs_hearing(n, s)]
)
def test_an_empty_form_comes_back_with_its_errors(name: str, state: State, every_case: Cases) -> None:
    case, step = every_case[state], STEPS[name]
    before = case.version
    user = STAFF[Role(step.by.value)]()
    response = take(user, case, name)
    if not Case.objects.visible_to(user).filter(pk=case.pk).exists():
        assert response.status_code == 404
        return
    assert response.status_code == 422
    summary = text(response).split("data-problem", 1)[1].split("</ul>", 1)[0]
    for bound in response.context["form"]:
        assert not bound.errors or f"{escape(bound.label)}: " in summary, "an error names its field"
    assert case.version == before
