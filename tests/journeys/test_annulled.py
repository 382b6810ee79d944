"""Nobody corrects the returned application: the clock annuls it, and the same petition carries a new one (п. 12)."""

from datetime import timedelta

from cases.models import City, Deadline
from cases.programmes.nomad.states import PLACES, State
from tests import people
from tests.journeys import actions
from tests.journeys.browser import Portal


def test_annulled(portal: Portal, mailoutbox: list[object]) -> None:
    case = people.case_in(State.REWORK, prepared=False)
    term = Deadline.objects.get(case=case, key="rework")
    me, police = portal.person(case.person.user), portal.person(people.officer("astana"))

    portal.move_to(term.due_at - timedelta(hours=30))
    portal.work()
    me.home()
    me.within("Notices").sees(me.day(term.last_day))  # reminded a day before

    portal.move_to(term.due_at - timedelta(minutes=2))
    portal.work()
    assert actions.case_of(me).state == State.REWORK
    portal.move_to(term.due_at)
    portal.work()
    assert actions.case_of(me).state == State.ANNULLED

    me.home()
    me.click(case.number)
    me.sees(PLACES[State.ANNULLED].plain)
    actions.letter(me, case, "annulment")
    assert mailoutbox

    me.home()
    me.click("Apply again with this petition")  # at once, without a new interview
    me.within("1. Department").choose(City.objects.get(pk="almaty"))
    me.within("1. Department").click("Save")
    me.sees("Taken over: to be checked")
    me.click("Change the answers")
    me.sees(case.number)  # where the answers come from
    me.click("Save")
    me.sees("The questionnaire is complete and saved.")
    actions.pay(me)
    me.click("Check and sign")
    actions.sign(me)
    fresh = actions.case_of(me)
    assert (fresh.state, fresh.based_on) == (State.REGISTRATION, case)

    police.home()
    police.misses(fresh.number)  # another city's now
    almaty = portal.person(people.officer("almaty"))
    almaty.click(fresh.number)
    almaty.click("About the case")
    almaty.within("About the case").sees(case.number)
