"""The final refusal, and its bar: an application on a new, signed petition can not be sent before a year (п. 24)."""

from datetime import timedelta

from cases.law.calendar import local_day
from cases.law.terms import years_later
from cases.models import Signature
from cases.programmes.nomad.kinds import BARS
from cases.programmes.nomad.requirements import CHECK_NAMES
from cases.programmes.nomad.states import PLACES, State
from tests import people
from tests.journeys import actions
from tests.journeys.browser import Portal

REASONS = "Отпечатки пальцев не совпадают с зарегистрированными."


def test_refused_final(portal: Portal) -> None:
    case = people.case_in(State.FINAL_REVIEW, prepared=False)
    portal.move_to(people.after(case))
    me, police = portal.person(case.person.user), portal.person(people.officer("astana"))

    police.click(case.number)
    police.sees("“%(step)s” is not possible yet", step=police.t("Grant the permit"))
    kinds = case.law.checks["final"]
    actions.record_checks(police, kinds[:-1])
    last = police.within("What to do")
    last.choose("There is something against")
    last.fill("Remarks", "Совпадение в базе розыска.")
    last.click("Record a check")
    police.sees("A check speaks against: {names}.", names=police.t(CHECK_NAMES[kinds[-1]]))
    actions.refuse(police, "Refuse the permit", "final", REASONS, case)
    signed = Signature.objects.get(case=case, step="refuse_final")
    assert (signed.iin, REASONS in signed.sheet) == (people.officer("astana").iin, True)
    portal.work()

    again_from = years_later(local_day(portal.now), 1) + timedelta(days=1)
    me.home()
    me.click(case.number)
    me.sees(PLACES[State.FINAL_REFUSED].plain)
    letter = actions.letter(me, case, "final_refusal")
    assert REASONS in letter and actions.letter_day(me, again_from) in letter

    # A new petition may be filed; the application that follows it may not.
    assert case.person.user
    second = people.case_in(State.PETITION_SIGNED, owner=case.person.user, start=portal.now, prepared=False)
    portal.move_to(people.after(second))
    me.home()
    me.sees("The application is not accepted today")
    me.click("Look at the application")
    why = dict(BARS)["final_refused"]
    me.sees(
        "A new application may be filed from {day}: {why} (para. {paragraph}).",
        day=me.day(again_from),
        why=me.t(why),
        paragraph="24",
    )
    assert not me.offers("Pay the duty")
