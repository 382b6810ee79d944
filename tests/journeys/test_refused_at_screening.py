"""Astana Hub proposes a refusal at the screening; the ministry tells the applicant, hears and decides (п. 9)."""

from cases.models import Case
from cases.programmes.nomad.states import PLACES, State
from demo import walk
from tests import people
from tests.journeys import actions
from tests.journeys.browser import Person, Portal

REASONS = "Портфолио не подтверждает опыт в сфере информационно-коммуникационных услуг."


def _on(me: Person, case: Case) -> Person:
    me.home()
    me.click(case.number)
    return me


def test_refused_at_screening(portal: Portal) -> None:
    case = people.case_in(State.SCREENING)
    portal.move_to(people.after(case))
    me, hub = portal.person(case.person.user), portal.person(people.screener())
    ministry = portal.person(people.signer())

    hub.click(case.number)
    hub.click("Propose a refusal to the ministry")
    hub.click("Propose a refusal to the ministry", status=422)  # not without a ground and reasons
    hub.sees("Choose at least one ground.")
    hub.choose(actions.ground("petition"))
    hub.fill("Reasons in Russian", REASONS)
    hub.click("Propose a refusal to the ministry")

    me.home()
    me.click(case.number)
    me.sees(PLACES[State.MINISTRY_REVIEW].plain)

    ministry.click(case.number)
    ministry.sees("No interview is recorded: the petition is signed on its result (para. 7, 8).")
    ministry.click("Propose to decline the petition")
    ministry.fill("Link of the video meeting, or the place", "https://meet.example.org/hearing")
    ministry.click("Propose to decline the petition")  # what was proposed at the screening stands there already
    portal.work()
    assert REASONS in actions.letter(_on(me, case), case, "petition_hearing_notice")
    portal.move_to(walk.may_decide_at(actions.fresh(case)))
    ministry.home()
    ministry.click(case.number)
    ministry.click("Decline the petition")
    actions.sign(ministry, actions.fresh(case))
    hub.home()
    hub.click(case.number)
    hub.click("Send the notice of refusal")
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
    me.sees("%(ready)s of %(total)s items are in order", ready=9, total=9)
