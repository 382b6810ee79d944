"""A case filed in 2025 keeps the order of 2025: nine documents at the centre, no consent form; and the year ends.

A petition signed in 2025 is applied with in 2026 under the order of that day.
"""

from datetime import datetime

import pytest

from cases.law.calendar import ALMATY, local_day
from cases.programmes.nomad.states import State
from tests import people
from tests.journeys import actions
from tests.journeys.browser import Portal
from tests.journeys.conftest import Paper

NUMBER_2025, NUMBER_2026 = "№ 1/НҚ", "№ 241/НҚ"


@pytest.fixture
def start() -> datetime:
    return people.START_2025


def test_edition_2025(portal: Portal, paper: Paper, start: datetime) -> None:
    case = people.case_in(State.ARRIVED, start=start)
    portal.move_to(people.after(case))
    me, centre = portal.person(case.person.user), portal.person(people.clerk("astana"))
    # Nine documents of the order, and a second criminal record document, which it asks of nobody (interpretation 20).
    assert case.edition == "order_2025_1" and len(case.law.lists["con"]) == 9 + 1

    newcomer = portal.person(people.applicant())
    newcomer.click("Start a petition")
    newcomer.sees(NUMBER_2025)
    newcomer.misses(NUMBER_2026)

    me.click(case.number)
    consent = "Заявление-согласие"
    me.misses(consent)  # nothing to print and sign: no consent form in this edition

    actions.find_by_number(centre, case)
    centre.sees(NUMBER_2025)
    centre.click("Accept the package for checking")
    papers = {kind: paper(kind) for kind in ("medical", "fingerprints", "housing")}
    actions.compare(centre, case, "con", papers, local_day(portal.now), leave_out=["criminal_record_2"])
    centre.misses(consent)
    centre.click("Register the application at the centre")
    portal.work()
    me.home()
    assert NUMBER_2025 in actions.letter(me, case, "intake_receipt")
    assert actions.case_of(me).state == State.DISPATCH

    # 2026 begins: what runs goes on under its own order, what is new finds the door closed until May.
    portal.move_to(datetime(2026, 1, 12, 10, 0, tzinfo=ALMATY))
    centre.home()
    centre.click(case.number)
    centre.fill("Courier service", "Courier")
    centre.fill("Waybill number", "W-2")
    centre.click("Hand to the courier")
    assert actions.case_of(me).state == State.IN_TRANSIT
    late = portal.person(people.applicant())
    late.sees("No order of the pilot accepts filings today; what you have prepared is kept.")
    assert not late.offers("Start a petition")


def test_a_petition_of_2025_in_2026(portal: Portal, start: datetime) -> None:
    case = people.case_in(State.PETITION_SIGNED, start=start)
    portal.move_to(datetime(2026, 6, 1, 10, 0, tzinfo=ALMATY))
    me = portal.person(case.person.user)
    me.sees(NUMBER_2026)
    me.click("Go on with the application")
    me.sees(NUMBER_2025)
    me.sees(NUMBER_2026)
    me.click("Check and sign")
    actions.sign(me)
    filed = actions.case_of(me)
    assert (filed.state, filed.edition, filed.petition_edition) == (
        State.REGISTRATION,
        "order_2026_241",
        "order_2025_1",
    )
