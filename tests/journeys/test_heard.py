"""The person is heard before a refusal (art. 73, 74 of the АППК): refused after a hearing, approved after objections.
Each in Russian and in Kazakh, by everybody."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases.law.calendar import ALMATY
from cases.models import Case, Deadline, HearingEntry
from cases.programmes.nomad.states import PLACES, State
from demo import walk
from tests import people
from tests.journeys import actions
from tests.journeys.browser import Person, Portal
from tests.journeys.conftest import Paper

LANGUAGES = pytest.mark.parametrize("language", ["ru", "kk"])
REASONS = {
    "ru": "Отпечатки пальцев не совпадают с зарегистрированными.",
    "kk": "Саусақ іздері тіркелгендермен сәйкес келмейді.",
}
OBJECTION = {
    "ru": "Отпечатки сняты повторно, прилагаю справку от вчерашнего дня.",
    "kk": "Саусақ іздері қайта алынды, кешегі анықтаманы қоса беремін.",
}
SPOKEN = {
    "ru": "Заявитель повторил возражение и показал справку.",
    "kk": "Өтініш беруші қарсылығын қайталап, анықтаманы көрсетті.",
}
ANSWER = {
    "ru": "Справка относится к другому лицу: номер паспорта в ней иной.",
    "kk": "Анықтама басқа адамға қатысты: ондағы паспорт нөмірі өзгеше.",
}


def propose(police: Person, button: str, kind: str, case: Case) -> None:
    """With the reasons in both languages of the proceedings."""
    police.click(actions.PROPOSALS[button])
    police.choose(actions.ground(kind, case))
    for each, label in (("ru", "Reasons in Russian"), ("kk", "Reasons in Kazakh")):
        police.fill(label, REASONS[each])
    police.fill("Link of the video meeting, or the place", "https://meet.example.org/hearing")
    police.click(actions.PROPOSALS[button])


def objects(me: Person, language: str, paper: Paper) -> None:
    """From the cabinet: reads the proposal and its days with their proof, attaches a file, and writes."""
    me.sees("A refusal is proposed: you may object")
    me.sees(REASONS[language])
    me.click("Object")
    me.click("Attach files first")
    actions.hand_in(me, paper("diploma"), {}, button="Keep")
    me.click("Go on")
    me.fill("What you object to, and why", OBJECTION[language])
    me.click("Object to the proposed refusal")
    me.sees("Your objection is received. It is answered in the decision.")


@LANGUAGES
def test_refused_after_a_hearing(portal: Portal, paper: Paper, language: str) -> None:
    case = people.case_in(State.FINAL_REVIEW)
    people.free_ground("final")
    portal.move_to(people.after(case))
    me = portal.person(case.person.user, language)
    police = portal.person(people.officer("astana"), language)

    police.click(case.number)
    assert not police.offers("Refuse the permit"), "blocked, with its reason"
    propose(police, "Refuse the permit", "final", case)
    portal.work()

    me.home()
    me.click(case.number)
    notice = actions.letter(me, case, "hearing_notice")
    last = Deadline.objects.get(case=case, key="objection").last_day
    assert REASONS[language] in notice and actions.letter_day(me, last) in notice
    me.sees(me.day(last))
    objects(me, language, paper)
    me.click("Ask to be heard by video")
    me.click("Ask to be heard by video")

    held = actions.fresh(case).dossier.open_hearing
    assert held and held.held_at
    portal.move_to(max(held.held_at + timedelta(hours=1), walk.may_decide_at(actions.fresh(case))))
    police.home()
    police.click(case.number)
    police.sees(OBJECTION[language])
    police.sees("The applicant asked to be heard: record the protocol of the hearing first.")
    police.click("Record the protocol of the hearing")
    ended = (held.held_at + timedelta(minutes=25)).astimezone(ALMATY)
    police.fill("When it ended (Astana time)", f"{ended:%Y-%m-%dT%H:%M}")
    police.fill("Who was present", "Заявитель, Officer Astana")
    police.fill("What was said", SPOKEN[language])
    police.click("Record the protocol of the hearing")
    police.sees(SPOKEN[language])
    police.click("Refuse the permit")
    police.sees(OBJECTION[language])
    for each, label in (("ru", "Answer to the objections in Russian"), ("kk", "Answer to the objections in Kazakh")):
        police.fill(label, ANSWER[each])
    actions.sign(police, actions.fresh(case))
    portal.work()

    me.home()
    me.click(case.number)
    me.sees(PLACES[State.FINAL_REFUSED].plain)
    refusal = actions.letter(me, case, "final_refusal")
    assert REASONS[language] in refusal and ANSWER[language] in refusal
    assert me.t("Answer to the objections") in refusal


@LANGUAGES
def test_approved_after_objections(portal: Portal, paper: Paper, language: str) -> None:
    case = people.case_in(State.PRELIMINARY_DECISION)
    people.free_ground("preliminary")
    portal.move_to(people.after(case))
    me = portal.person(case.person.user, language)
    police = portal.person(people.officer("astana"), language)

    police.click(case.number)
    propose(police, "Refuse", "preliminary", case)
    me.click(case.number)
    objects(me, language, paper)

    portal.move_to(people.after(case) + timedelta(days=1))
    police.home()
    police.click(case.number)
    police.sees(OBJECTION[language])
    entry = HearingEntry.objects.get(case=case, kind="objection")
    assert entry.document and not entry.late
    police.sees(entry.document.name)
    police.click("Drop the proposed refusal")
    police.fill("Why the refusal is dropped", ANSWER[language])
    police.click("Drop the proposed refusal")
    police.within("What to do").sees("Approve")
    actions.sign(police, actions.fresh(case))
    portal.work()

    me.home()
    me.click(case.number)
    me.sees(PLACES[State.PRELIMINARY_APPROVED].plain)
    me.misses("A refusal is proposed: you may object")
    assert actions.letter(me, case, "preliminary_approval")
