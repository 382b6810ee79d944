"""The migration service refuses the preliminary permit. For a year no new application; then the same petition serves
(п. 19). Begun in 2025, so that the year ends while the pilot of 2026 takes filings. All of it in Kazakh."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from cases.law.calendar import ALMATY, local_day
from cases.law.terms import years_later
from cases.models import Bar
from cases.programmes.nomad.states import PLACES, State
from tests import people
from tests.cases.engine import ways
from tests.journeys import actions
from tests.journeys.browser import Portal

REASONS = "Арнайы есепке алу деректері бойынша шектеу негіздері анықталды."


@pytest.fixture
def start() -> datetime:
    return datetime(2025, 5, 5, 10, 0, tzinfo=ALMATY)


def test_refused_preliminary(portal: Portal, start: datetime) -> None:
    case = people.case_in(State.PRELIMINARY_DECISION, start=start)
    letter: dict[str, Any] = {"reference": "12/4-1", "answered_on": local_day(people.after(case)), "reason": REASONS}
    case = ways.take(case, "correct_check", kind="knb", clear=False, **letter)
    portal.move_to(people.after(case))
    me, police = portal.person(case.person.user, "kk"), portal.person(people.officer("astana"), "kk")

    police.click(case.number)
    actions.refuse(police, "Refuse", "preliminary", REASONS, case)
    portal.work()
    refused_on = local_day(portal.now)
    again_from = years_later(refused_on, 1) + timedelta(days=1)

    me.home()
    me.click(case.number)
    me.sees(PLACES[State.PRELIMINARY_REFUSED].plain)
    me.within("Why it was refused").sees(REASONS)
    me.sees(me.day(again_from))
    text = actions.letter(me, case, "preliminary_refusal")
    assert REASONS in text and actions.letter_day(me, again_from) in text
    assert Bar.objects.get(case=case).until == again_from - timedelta(days=1)

    me.home()
    me.sees(me.day(again_from))
    assert not me.offers("Apply again with this petition")

    portal.move_to(datetime.combine(again_from, start.timetz()))
    me.home()
    me.click("Apply again with this petition")
    fresh = actions.case_of(me)
    assert (fresh.state, fresh.edition, fresh.based_on) == (State.PETITION_SIGNED, "order_2026_241", case)
    me.sees(fresh.number)
