"""Signed and filed in Kazakh and in Russian: sign-in, petition and application by ЭЦП, one language throughout."""

import json

import pytest

from cases.engine.steps import STEPS
from cases.models import Case, Signature
from cases.programmes.nomad.states import PLACES, State
from tests import people
from tests.journeys import actions
from tests.journeys.browser import Person, Portal


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_signed_and_filed(portal: Portal, language: str) -> None:
    case = people.case_in(State.PETITION_DRAFT)
    portal.move_to(people.after(case))
    me = portal.person(case.person.user, language)
    me.click("Go on with the petition")
    me.click("Check and sign")
    actions.sign(me)
    me.sees(PLACES[State.SCREENING].plain)
    kept(me, case, "submit_petition")

    portal.move_to(people.after(signed_by_the_ministry(portal, case)))
    me.home()
    me.click("Go on with the application")
    me.click("Check and sign")
    actions.sign(me)
    me.sees(PLACES[State.REGISTRATION].plain)
    kept(me, case, "file_application")
    assert actions.case_of(me).state == State.REGISTRATION


def signed_by_the_ministry(portal: Portal, case: Case) -> Case:
    """What others do meanwhile, and all that the application needs but the signature."""
    journey = people.Journey(case.person.user, start=portal.now)
    journey.case = actions.fresh(case)
    journey.to(State.PETITION_SIGNED)
    journey.prepare()
    return journey.case


def kept(me: Person, case: Case, step: str) -> None:
    """The signature is kept with the sheet as it was shown, in the language of the reader, who finds it again."""
    row = Signature.objects.get(case=case, step=step)
    assert json.loads(row.sheet)["what"] == me.t(STEPS[step].label)
    assert row.iin == case.person.iin and row.revocation == "good"
    me.click("Go to the case")
    me.within("Your signatures").sees(row.serial)
