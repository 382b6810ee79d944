"""A returned petition complained of: the head of Astana Hub satisfies the complaint, the deputy carries it out, the
petition goes back to the screening as it was, and on from there (п. 5; art. 91). In Kazakh and in Russian."""

from __future__ import annotations

import pytest

from cases.models import Case, Deadline, Document, Letter, Ruling
from cases.programmes.complaint import KEY
from cases.programmes.complaint.states import ComplaintState
from cases.programmes.nomad.states import PLACES, State
from tests import people
from tests.cases.engine import ways
from tests.journeys import actions
from tests.journeys.browser import Portal

TEXT = {
    "kk": "Төлқұжаттың екі беті де жүктелген, қайтару негізсіз. Оның күшін жоюды сұраймын.",
    "ru": "Обе страницы паспорта загружены, возврат необоснован. Прошу его отменить.",
}
WHY = {
    "kk": "Тексеру көрсеткендей, төлқұжаттың барлық беттері бар. Шағым негізді.",
    "ru": "Проверка показала, что все страницы паспорта есть. Жалоба обоснована.",
}
REASONS = {"kk": "Reasons in Kazakh", "ru": "Reasons in Russian"}


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_a_return_is_complained_of(portal: Portal, language: str) -> None:
    case = people.case_in(State.PETITION_INCOMPLETE)
    portal.move_to(people.after(case))
    me = portal.person(case.person.user, language)
    head, deputy = (portal.person(people.head("hub" + which), language) for which in ("", ways.DEPUTY))
    papers = set(Document.objects.filter(case=case).values_list("blob_id", flat=True))

    me.home()
    me.sees(PLACES[State.PETITION_INCOMPLETE].plain)
    me.within("Letters").click("File a complaint")
    me.click("Write and sign the complaint")
    me.fill("Complaint", TEXT[language])
    me.choose({"kk": "Қазақша", "ru": "Русский"}[language])
    me.click("Go on to signing")
    complaint = Case.objects.get(programme=KEY, about_letter__case=case)
    actions.read_the_sheet(me, complaint, "complaint")
    me.sign()
    me.sees("Your complaint is registered and lies before the head of the body.")

    head.home()
    head.click(actions.fresh(complaint).number)
    head.sees(TEXT[language])
    head.fill(REASONS[language], WHY[language])
    head.click("Go on to signing")
    head.sign()
    assert actions.fresh(complaint).state == ComplaintState.SATISFIED
    assert Ruling.objects.get(case=case).waits and actions.fresh(case).state == State.PETITION_INCOMPLETE
    portal.work()

    deputy.home()
    deputy.click(case.number)
    deputy.click("Confirm and carry out the ruling")
    deputy.sign()
    portal.work()
    assert actions.fresh(case).state == State.SCREENING
    assert Letter.objects.get(case=case, kind="petition_return").set_aside_at
    assert Deadline.objects.filter(case=case, key="screening", state=Deadline.RUNNING).count() == 1

    me.home()
    me.sees(PLACES[State.SCREENING].plain)
    assert Ruling.objects.get(case=case).number in actions.letter(me, case, "ruling")
    hub = portal.person(people.screener(), language)
    hub.home()
    hub.click(case.number)
    hub.click("Admit to the next stage")
    assert actions.fresh(case).state in (State.ADMITTED, State.SLOT_CHOICE)
    assert papers == set(Document.objects.filter(case=case).values_list("blob_id", flat=True)), "nothing was replaced"
