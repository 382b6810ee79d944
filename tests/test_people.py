"""The walk that every other test stands on: it reaches each state by steps."""

from __future__ import annotations

import pytest

from cases.engine.lists.queues import buttons
from cases.engine.steps import steps_from
from cases.models import Event
from cases.programmes.nomad.states import State
from tests import people

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", list(State))
def test_it_brings_a_case_to(state):
    case = people.case_in(state)
    assert case.state == state
    last = Event.objects.filter(case=case, source=case.state, target=case.state).exists()
    assert last or Event.objects.filter(case=case, target=state).exists()


@pytest.mark.parametrize("state", ["petition_draft", "petition_signed", "rework", "checks", "intake", "final_review"])
def test_it_prepares_the_main_way_out(state):
    case = people.case_in(state)
    main = next(s for s in steps_from(state) if s.target and not s.optional and not s.grounds)
    user = {"applicant": case.person.user, "officer": people.officer(), "clerk": people.clerk()}[main.by]
    assert not next(b for b in buttons(case, user, people.after(case)) if b.step == main).blocked
