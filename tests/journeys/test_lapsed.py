"""The applicant does not come within thirty days: an official signs the lapse, with a bar from the approval (п. 19)."""

from datetime import timedelta

from cases.law.calendar import local_day
from cases.law.terms import years_later
from cases.models import Bar, Deadline
from cases.programmes.nomad.kinds import BARS
from cases.programmes.nomad.states import PLACES, State
from tests import people
from tests.journeys import actions
from tests.journeys.browser import Portal


def test_lapsed(portal: Portal) -> None:
    case = people.case_in(State.PRELIMINARY_APPROVED)
    portal.move_to(people.after(case))
    me, police = portal.person(case.person.user), portal.person(people.officer("astana"))
    term = Deadline.objects.get(case=case, key="validity")

    portal.work()
    me.home()
    me.sees("you arrive and come to the migration service by %(day)s", day=me.day(term.last_day))
    me.click("How it was counted")
    me.sees("Proof of the term, day by day")
    me.sees(me.day(term.last_day))

    portal.move_to(term.due_at)
    portal.work()
    me.home()
    me.sees("The days of your approval are over")
    word = Deadline.objects.get(case=case, key="arrival_word")
    me.sees(
        "Say it by %(day)s: the approval does not lapse before that day is over.",
        day=me.day(word.last_day),
    )
    police.home()
    police.click(State.ARRIVAL_REVIEW.label)
    police.click(case.number)
    assert not police.offers("Let the approval lapse"), "the person is heard first"

    portal.move_to(word.due_at)
    portal.work()
    police.home()
    police.click(State.ARRIVAL_REVIEW.label)
    police.click(case.number)
    police.sees("How the arrival in time is known")
    police.click("Let the approval lapse")
    police.fill("What UIS Berkut shows, in Russian", "Въезд за срок одобрения не найден.")
    police.fill("What the department's own journal shows, in Russian", "В журнале записи нет, на приём не приходил.")
    actions.sign(police, actions.fresh(case), about="arrival")
    portal.work()
    assert case.approved_at
    approved_on = local_day(case.approved_at)
    again_from = years_later(approved_on, 1) + timedelta(days=1)
    assert Bar.objects.get(case=case).until == again_from - timedelta(days=1)

    police.home()
    police.fill("Find a case", case.number)
    police.click("Find")
    police.click(case.number)
    police.sees(State.LAPSED.label)
    assert not police.offers("Record the arrival")

    me.home()
    me.sees(
        "A new application for the permit may be filed from %(day)s: %(why)s.",
        day=me.day(again_from),
        why=me.t(dict(BARS)["lapsed"]),
    )
    assert not me.offers("Apply again with this petition")
    me.click(case.number)
    me.sees(PLACES[State.LAPSED].plain)
    assert actions.letter_day(me, again_from) in actions.letter(me, case, "lapse")
