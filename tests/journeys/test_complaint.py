"""From a refused permit over the complaint to the permit: satisfied by the head in Russian, by the higher body in
Kazakh. Another head carries it out, the case goes on from the hearing, and the permit is granted (art. 91)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cases.models import Case, Letter, Ruling
from cases.programmes.complaint import KEY
from cases.programmes.complaint.states import ComplaintState
from cases.programmes.nomad.checks import check_results
from cases.programmes.nomad.requirements import CHECK_NAMES
from cases.programmes.nomad.states import PLACES, State
from tests import people
from tests.journeys import actions
from tests.journeys.browser import Person, Portal

TEXT = "Отказ основан на сведениях о другом лице с похожей фамилией. Прошу отменить его."
WHY = "Проверка показала, что сведения относятся к другому лицу. Жалоба обоснована."


def complaint_of(case: Case) -> Case:
    return Case.objects.get(programme=KEY, about_letter__case=case)


def filed(me: Person, case: Case, evidence: Path) -> Case:
    """Begun from the letter, with a file, signed by ЭЦП."""
    me.home()
    me.click(case.number)
    me.within("Letters").click("File a complaint")
    actions.hand_in(me.within("Documents"), evidence, {})
    me.click("Write and sign the complaint")
    me.fill("Complaint", TEXT)
    me.click("Go on to signing")
    actions.read_the_sheet(me, complaint_of(case), "complaint")
    me.sign()
    me.sees("Your complaint is registered and lies before the head of the body.")
    complaint = complaint_of(case)
    assert complaint.state == ComplaintState.REVIEW and complaint.documents.count() == 1
    return complaint


def satisfied(head: Person, complaint: Case, answer: Path) -> None:
    head.fill("Reasons in Russian", WHY)
    head.click("Go on to signing")
    head.sign()


def satisfied_above(head: Person, complaint: Case, answer: Path) -> None:
    """The answer itself is attached before it is recorded."""
    head.click("Hand the complaint on to the higher body")
    head.fill("Address of the higher body", "010000, г. Астана, ул. Примерная, 1")
    head.click("Go on to signing")
    head.sign()
    head.portal.wait(days=7)
    head.home()
    head.click(complaint.number)
    head.click("Record that the higher body has satisfied it")
    head.click("Attach files first")
    actions.hand_in(head, answer, {}, button="Keep")
    head.click("Go on")
    paper = {"Document": "Шешім", "Number of the document": "12-3/45", "Issued by": "Ішкі істер министрлігі"}
    for label, value in paper.items():
        head.fill(label, value)
    head.fill("Date of the document", head.portal.now.date())
    head.click("Record that the higher body has satisfied it")


def put_right(police: Person, case: Case) -> None:
    """The check that spoke against the person, by the link that stands with it."""
    wrong = next(c for _at, c in case.dossier.standing_checks if not c.clear)
    police.within("Checks").within(CHECK_NAMES[wrong.kind]).click("Correct")
    police.choose(check_results.words_for(wrong.kind)[0])
    police.fill("Remarks", "")
    police.fill("Why it is corrected", WHY)
    police.click("Correct a recorded check")


@pytest.mark.parametrize(("language", "judged"), [("ru", satisfied), ("kk", satisfied_above)])
def test_complaint(
    portal: Portal, paper: Callable[[str], Path], language: str, judged: Callable[[Person, Case, Path], None]
) -> None:
    case = people.case_in(State.FINAL_REFUSED)
    portal.move_to(people.after(case))
    owner: Any = case.person.user
    me = portal.person(owner, language)
    head, deputy = (portal.person(people.head(where), language) for where in ("astana", "astana.2"))
    complaint = filed(me, case, paper("portfolio"))

    head.home()
    head.click(complaint.number)
    head.sees(TEXT)
    judged(head, complaint, paper("ruling"))
    assert Ruling.objects.get(case=case).waits and actions.fresh(case).state == State.FINAL_REFUSED

    deputy.home()
    deputy.click(case.number)
    deputy.click("Confirm and carry out the ruling")
    deputy.sign()
    assert actions.fresh(case).state == State.FINAL_HEARING
    portal.work()

    me.home()
    me.click(case.number)
    me.sees(PLACES[State.FINAL_HEARING].plain)
    assert Ruling.objects.get(case=case).number in actions.letter(me, case, "ruling")
    assert Letter.objects.get(case=case, kind="final_refusal").set_aside_at

    police = portal.person(people.officer(), language)
    police.home()
    police.click(case.number)
    put_right(police, case)
    police.click("Drop the proposed refusal")
    police.fill("Why the refusal is dropped", WHY)
    police.click("Drop the proposed refusal")
    actions.sign(police, actions.fresh(case))
    portal.work()
    me.home()
    me.sees(PLACES[State.GRANTED].plain)
    assert actions.fresh(case).permit_number in actions.letter(me, case, "final_grant")
