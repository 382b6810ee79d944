"""The officer returns an incomplete application; the applicant corrects just what was returned, within the term, and it
goes on (п. 12). All of it in Kazakh."""

from cases.models import Deadline
from cases.programmes.nomad.states import PLACES, State
from tests import people
from tests.journeys import actions
from tests.journeys.browser import Portal
from tests.journeys.conftest import Paper

WHAT = "Апостиль мөрі оқылмайды."


def test_returned_and_corrected(portal: Portal, paper: Paper) -> None:
    case = people.case_in(State.REGISTRATION)
    portal.move_to(people.after(case))
    me, police = portal.person(case.person.user, "kk"), portal.person(people.officer("astana"), "kk")
    record, passport = (case.law.document("application", kind) for kind in ("criminal_record", "passport"))

    police.click(case.number)
    police.click(passport.title)
    police.click("Accept the document")
    police.click(record.title)
    police.click("To be returned")
    police.choose(actions.ground("rework"), of="Reason of the return")
    police.fill("What has to be corrected, in Russian", WHAT)
    police.click("Mark as to be returned")
    police.click("Return for revision")  # the reason is there already
    actions.sign(police, case)
    portal.work()

    me.home()
    me.sees(PLACES[State.REWORK].plain)
    term = Deadline.objects.get(case=case, key="rework")
    me.sees("you send the corrected application by %(day)s", day=me.day(term.last_day))
    assert WHAT in actions.letter(me, case, "rework_return")

    portal.wait(days=2)
    me.home()
    me.click("Correct the application")
    me.within(record.title).sees(WHAT)
    assert not me.within(passport.title).offers("Change")  # only what was returned
    me.click("See what is still missing")
    me.sees("Still to be corrected: {names}.", names=me.t(record.title))
    me.within("Documents").click("Change")
    actions.hand_in(me.within(record.title), paper("criminal_record"), {"legalisation_note": "A-200"})
    me.sees("Check what you send")  # straight back
    actions.sign(me)
    me.sees(PLACES[State.REGISTRATION].plain)

    police.home()
    police.click(case.number)
    police.within("Returned documents").sees("replaced since")
    police.within("Documents").sees("new since the return")
    police.fill("Number in the migration police IS", "MP-2026-12")
    police.click("Register the application")
    assert actions.case_of(me).state == State.CHECKS
