"""Astana Hub refuses after screening: the reasons reach the applicant, a new petition may follow at once (п. 9)."""

from cases.programmes.nomad.states import PLACES, State
from tests import people
from tests.journeys import actions
from tests.journeys.browser import Portal

REASONS = "Портфолио не подтверждает опыт в сфере информационно-коммуникационных услуг."


def test_refused_at_screening(portal: Portal) -> None:
    case = people.case_in(State.SCREENING)
    portal.move_to(people.after(case))
    me, hub = portal.person(case.person.user), portal.person(people.screener())

    hub.click(case.number)
    hub.click("Refuse after screening")
    hub.click("Go on to signing", status=422)  # not without a ground and reasons
    hub.sees("Choose at least one ground.")
    hub.choose(actions.ground("petition"))
    hub.fill("Reasons in Russian", REASONS)
    actions.sign(hub, case)
    portal.work()

    me.home()
    me.click(case.number)
    me.sees(PLACES[State.PETITION_REFUSED].plain)
    me.within("Why it was refused").sees(REASONS)
    assert REASONS in actions.letter(me, case, "petition_refusal")

    me.home()
    me.click("Start a petition")
    me.click("I give my consent")
    again = actions.case_of(me)
    assert again.state == State.PETITION_DRAFT and again.number != case.number
    me.within(case.law.document("petition", "passport").title).sees("from your earlier case")
    me.sees("%(ready)s of %(total)s items are in order", ready=8, total=8)
