"""The consent of п. 4 is withdrawn with the originals at the migration service: the process ends, and they go back."""

from datetime import timedelta

import pytest

from cases.models import Handback, Signature
from cases.programmes.nomad.states import State
from tests import people
from tests.journeys import actions
from tests.journeys.browser import Portal

AGREED = "Yes, I withdraw this consent."


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_consent_withdrawn(portal: Portal, language: str) -> None:
    case = people.case_in(State.FINAL_REVIEW)
    portal.move_to(people.after(case))
    me = portal.person(case.person.user, language)
    police = portal.person(people.officer(), language)

    me.home()
    me.click(case.number)
    me.click("Withdraw the consent to the processing of data")
    me.click("Go on to signing", status=422)
    me.sees("Confirm that you withdraw.")
    me.choose(AGREED)
    me.click("Go on to signing")
    sheet = me.within("What you sign").text()
    assert "Отзываю своё согласие" in sheet and "қайтарып аламын" in sheet  # the words of both languages
    me.sign()

    ended = actions.fresh(case)
    assert ended.state == State.CONSENT_DECLINED
    assert Signature.objects.filter(case=case, step="withdraw_processing").count() == 1
    me.sees("The process has ended, as one in which the consent is declined.")

    police.home()
    police.click("Originals to give back")
    police.click(case.number)
    police.sees("The process has ended, as one in which the consent is declined.")
    police.click("Give the originals back")
    police.fill("Receipt", "№ 17")
    police.click("Give the originals back")
    assert Handback.objects.get(case=case).receipt == "№ 17"

    portal.wait(minutes=1)
    portal.work()
    me.home()
    me.click(case.number)
    assert case.person.full_name in actions.letter(me, ended, "originals_returned")
    assert portal.now < people.after(case) + timedelta(days=1)
