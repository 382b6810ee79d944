"""Signed and filed in Kazakh: sign-in, petition and application by ЭЦП, one language throughout. `test_granted` is the
Russian story."""

from cases.models import Case
from cases.programmes.nomad.states import PLACES, State
from tests import people
from tests.journeys import actions
from tests.journeys.browser import Portal


def test_signed_and_filed(portal: Portal) -> None:
    case = people.case_in(State.PETITION_DRAFT)
    portal.move_to(people.after(case))
    me = portal.person(case.person.user, "kk")
    me.click("Go on with the petition")
    me.click("Check and sign")
    actions.sign(me)
    me.sees(PLACES[State.SCREENING].plain)
    actions.finds_the_signature(me, case, "submit_petition")

    portal.move_to(people.after(signed_by_the_ministry(portal, case)))
    me.home()
    me.click("Go on with the application")
    me.click("Check and sign")
    actions.sign(me)
    me.sees(PLACES[State.REGISTRATION].plain)
    actions.finds_the_signature(me, case, "file_application")
    assert actions.case_of(me).state == State.REGISTRATION


def signed_by_the_ministry(portal: Portal, case: Case) -> Case:
    """What others do meanwhile, and all that the application needs but the signature."""
    journey = people.Journey(case.person.user, start=portal.now)
    journey.case = actions.fresh(case)
    journey.to(State.PETITION_SIGNED)
    journey.prepare()
    return journey.case
