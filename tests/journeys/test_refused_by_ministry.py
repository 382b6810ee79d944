"""The ministry declines the petition; only the notice of Astana Hub tells the applicant (п. 8, 9)."""

from cases.programmes.nomad.states import PLACES, State
from tests import people
from tests.journeys import actions, eds
from tests.journeys.browser import Portal

REASONS = "Профессия не входит в перечень востребованных профессий."


def test_refused_by_ministry(portal: Portal) -> None:
    case = people.case_in(State.INTERVIEW)
    portal.move_to(people.after(case))
    me, hub = portal.person(case.person.user), portal.person(people.screener())
    ministry = portal.person(people.signer())
    ministry.comes_in = eds.on_a_visit

    hub.click(case.number)
    hub.sees("The interview has not taken place yet.")  # the button is blocked and says why
    assert case.slot
    portal.move_to(case.slot.starts_at + people.HOUR)
    hub.home()
    hub.click(case.number)
    actions.record_interview(hub, "Qualification not confirmed", "Опыт не подтверждён.")

    ministry.click(case.number)
    actions.refuse(ministry, "Decline the petition", "petition", REASONS, case)

    me.home()
    me.misses(REASONS)
    hub.home()
    hub.click(case.number)
    hub.click("Send the notice of refusal")
    portal.work()

    me.home()
    me.click(case.number)
    me.sees(PLACES[State.PETITION_REFUSED].plain)
    assert REASONS in actions.letter(me, case, "petition_refusal")
    me.home()
    assert me.offers("Start a petition")
