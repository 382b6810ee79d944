"""Astana Hub returns an incomplete petition; the applicant replaces just what came back and sends it again (п. 5). In
Kazakh and in Russian."""

import pytest

from cases.models import Deadline
from cases.programmes.nomad.states import PLACES, State
from tests import people
from tests.journeys import actions
from tests.journeys.browser import Portal
from tests.journeys.conftest import Paper

WHAT = {"kk": "Төлқұжаттың екінші беті көрінбейді.", "ru": "Не видна вторая страница паспорта."}


NAMES = {"ru": "Russian", "kk": "Kazakh"}


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_a_petition_completed(portal: Portal, paper: Paper, language: str) -> None:
    case, what = people.case_in(State.SCREENING), WHAT[language]
    portal.move_to(people.after(case))
    me, hub = portal.person(case.person.user, language), portal.person(people.screener(), language)
    passport, letter = (case.law.document("petition", kind) for kind in ("passport", "motivation_letter"))

    hub.click(case.number)
    hub.click("Return for completion")
    line = hub.within(passport.title)
    line.choose(actions.ground("completion"), of="Reason of the return")
    for written, words in WHAT.items():
        line.fill(f"What has to be corrected, in {NAMES[written]}", words)
    actions.sign(hub, actions.fresh(case), about="petition")
    portal.work()

    me.home()
    me.sees(PLACES[State.PETITION_INCOMPLETE].plain)
    term = Deadline.objects.get(case=case, key="completion")
    me.sees("complete your petition by %(day)s", day=me.day(term.last_day))
    assert what in actions.letter(me, case, "petition_return")

    portal.wait(days=2)
    me.home()
    me.click("Complete the petition")
    me.within(passport.title).sees(what)
    assert not me.within(letter.title).offers("Change")  # only what came back
    actions.hand_in(me.within(passport.title), paper("passport"), {})
    me.within(passport.title).sees("Attached")
    me.click("Check and sign")
    actions.sign(me)
    me.sees(PLACES[State.SCREENING].plain)

    hub.home()
    hub.click(case.number)
    hub.within("Returned documents").sees("replaced since")
    hub.click("Admit to the next stage")
    assert actions.case_of(me).state in (State.ADMITTED, State.SLOT_CHOICE)
