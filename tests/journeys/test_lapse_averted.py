"""The days of the approval are over and nobody has written the arrival down: the applicant says so with a file that the
portal takes at the second try, the official looks and records the arrival, and nothing lapses (п. 19). In Kazakh and in
Russian."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases.files.refusals import SENTENCES
from cases.models import Bar, Deadline, Letter
from cases.programmes.nomad.states import PLACES, State
from tests import bad_files, people
from tests.journeys import actions
from tests.journeys.browser import Portal
from tests.journeys.conftest import Paper

WORDS = {
    "kk": "KC 852 рейсі, әуежайдың мөртабаны паспорттың 7-бетінде.",
    "ru": "Рейс KC 852, штамп аэропорта на 7-й странице паспорта.",
}
SHOWN = {"kk": "Паспортта әуежай мөртабаны бар, KC 852 рейсі.", "ru": "В паспорте штамп аэропорта, рейс KC 852."}


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_a_lapse_is_averted(portal: Portal, paper: Paper, tmp_path: Path, language: str) -> None:
    case = people.case_in(State.PRELIMINARY_APPROVED)
    me, police = portal.person(case.person.user, language), portal.person(people.officer(), language)
    term = Deadline.objects.get(case=case, key="validity")
    portal.move_to(term.due_at)
    portal.work()

    me.home()
    me.sees("The days of your approval are over")
    me.click("I was there in time")
    proof = case.law.document("arrival", "arrival_proof").title
    program = tmp_path / "ticket.exe"
    program.write_bytes(bad_files.executable())
    actions.hand_in(me.within(proof), program, {})
    me.sees(SENTENCES["type_refused"], found=me.t("a program"))
    assert not actions.fresh(case).dossier.documents.get("arrival_proof")
    actions.hand_in(me.within(proof), paper("passport"), {})
    me.within(proof).sees("Attached")
    me.fill("Day on which you entered Kazakhstan or came to the migration service", term.last_day)
    me.fill("Where you were, and how it can be seen", WORDS[language])
    me.click("Say that you came in time")
    assert actions.fresh(case).state == State.ARRIVAL_REVIEW, "nothing follows from it by itself"

    portal.wait(hours=20)
    police.home()
    police.click(State.ARRIVAL_REVIEW.label)
    police.click(case.number)
    police.sees(WORDS[language])
    police.fill("Day on which the applicant came to the migration service", term.last_day)
    police.fill("How the arrival in time is known", SHOWN[language])
    police.click("Record the arrival")
    portal.work()

    after = actions.fresh(case)
    assert (after.state, after.arrived_on) == (State.ARRIVED, term.last_day), "the day on which it happened"
    assert not Bar.objects.filter(case=case).exists() and not Letter.objects.filter(case=case, kind="lapse").exists()
    me.home()
    me.sees(PLACES[State.ARRIVED].plain)
