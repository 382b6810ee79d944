"""The portal joined to the outside systems over real HTTP in both directions, as people meet them on their pages: who
answers, who is silent, who says otherwise, and how work goes on all the same (п. 12–22)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import ngettext_lazy

from cases.law.calendar import local_day
from cases.models import Case, Discrepancy, Exchange, Payment
from cases.models.exchange import SYSTEMS
from cases.outbox import draining
from cases.outbox.waits import EXCHANGES as WAITS
from cases.programmes.nomad.requirements import CHECK_NAMES
from cases.programmes.nomad.states import State
from demo.outside import join
from tests import people
from tests.cases.engine import ways
from tests.cases.gateways.standin import Standin, rule, running
from tests.journeys import actions, eds
from tests.journeys.browser import Person, Portal

TRIED = ngettext_lazy("%(number)s exchange will be tried again.", "%(number)s exchanges will be tried again.", 1)

SOUND = rule("answer", system=["ibd", "sio", "adis"], answer={"clear": True, "text": ""})
LATE = rule("answer", system="knb", days=28, answer={"clear": False, "text": "Не согласовано."})
WORD = "Письмо КНБ от руки проверено: верно внесённое."

Join = Callable[[str], Standin]


@pytest.fixture
def outside(portal: Portal, settings: Any, tmp_path: Path) -> Iterator[Join]:
    """Joins the portal to systems that behave by these rules. Nobody has anything against anybody."""
    cache.clear()
    settings.PUBLIC_URL = portal.url
    with ExitStack() as stack:

        def joined(rules: str) -> Standin:
            standin = stack.enter_context(running(SOUND + rules, tmp_path, portal=portal.url, clock=timezone.now))
            join.register(standin.outside.pairs, portal.now)
            settings.GATEWAYS = standin.gateways()
            return standin

        yield joined


def work(portal: Portal, standin: Standin | None = None, **wait: float) -> None:
    """Time passes; the systems tell what they have to tell, and the worker sends, takes up and mails."""
    portal.wait(**wait)
    if standin:
        standin.tell()
    draining.drain_exchanges(portal.now)
    draining.drain_effects(portal.now)


# ------------------------------------------------------------------------------------------------ to the approval


def test_they_answer_are_silent_and_say_otherwise(portal: Portal, outside: Join) -> None:
    case = people.case_in(State.REGISTRATION)
    portal.move_to(people.after(case))
    police = portal.person(people.officer("astana"), "ru")
    standin = outside(LATE)

    registered_by_the_system(portal, police, case)
    checked_by_themselves(police, case)
    asked_and_silent(portal, police, case)
    answered_late_and_otherwise(portal, standin, police, case)
    resolved_and_approved(police, case)
    seen_at_the_border(portal, standin, police, case)


def registered_by_the_system(portal: Portal, police: Person, case: Case) -> None:
    """The officer leaves the number to ИС МП."""
    police.click(case.number)
    police.click("Register the application")
    police.click("Outside systems")
    police.within("Outside systems").sees(SYSTEMS["ismp"])
    work(portal)
    police.home()
    police.click(case.number)
    police.sees(actions.fresh(case).mp_number)
    assert actions.fresh(case).mp_number.startswith("MP-")


def checked_by_themselves(police: Person, case: Case) -> None:
    for kind in case.law.checks["preliminary"]:
        police.within("Checks").within(CHECK_NAMES[kind]).sees("nothing against")
    assert not actions.fresh(case).dossier.checks[0].by


def asked_and_silent(portal: Portal, police: Person, case: Case) -> None:
    """КНБ has let its 25 days pass, and the Sunday they end on: the queue and the page say so, and the officer enters
    what the letter says."""
    police.click("Send to the national security bodies")
    work(portal)
    work(portal, days=27)
    police.home()
    police.within(case.number).sees("no answer")
    ways.knb_letter(actions.fresh(case), portal.now)
    police.click(case.number)
    call = police.within("What to do")
    call.sees("No answer for %(span)s.", span="27 дней")
    call.click("Enter the answer by hand")
    police.choose("Approved")
    police.fill("Number of the answer", "12/3-77")
    police.fill("Date of the answer", local_day(portal.now))
    police.click("Record the answer of the national security bodies")
    assert police.offers("Go on to signing")


def answered_late_and_otherwise(portal: Portal, standin: Standin, police: Person, case: Case) -> None:
    work(portal, standin, days=2)
    assert actions.fresh(case).state == State.PRELIMINARY_DECISION
    exchanges = Exchange.objects.filter(case=case, system="knb").values_list("direction", "outcome")
    assert sorted(exchanges) == [("in", "duplicate"), ("out", "discrepancy")], "fetched, and told: one thing to resolve"
    police.home()
    police.within(case.number).sees("answers differ")
    police.click(case.number)
    police.sees("A system has answered otherwise than was entered by hand: resolve the discrepancy first.")
    assert not police.offers("Go on to signing")


def resolved_and_approved(police: Person, case: Case) -> None:
    police.click("Compare and resolve")
    for words in ("Approved", "Not approved", "12/3-77"):
        police.sees(words)
    police.click("Resolve", status=422)
    police.sees("Choose which of the two holds.")
    police.choose("what was entered by hand")
    police.fill("Why", WORD)
    police.click("Resolve", status=422)
    police.sees("Enter the number of the letter.")
    ways.knb_letter(actions.fresh(case), police.portal.now)  # how a paper is attached first stands in test_complaint
    police.fill("Number of their newer letter", "12/3-78")
    police.fill("Date of their newer letter", local_day(police.portal.now))
    police.click("Resolve")
    police.click("History")
    police.within("What happened").sees(WORD)
    police.home()
    police.click(case.number)
    actions.sign(police, actions.fresh(case))
    assert Discrepancy.objects.get(case=case).resolution == WORD
    assert actions.fresh(case).state == State.PRELIMINARY_APPROVED


def seen_at_the_border(portal: Portal, standin: Standin, police: Person, case: Case) -> None:
    """Беркут tells of the entry by itself, days after АРМ ГО was told of the approval."""
    work(portal)
    work(portal, standin, days=4)
    actions.expected(police, State.PRELIMINARY_APPROVED, case)
    police.click("History")
    police.within("What happened").sees("Border crossing reported by the system")


# ------------------------------------------------------------------------------------------------ to the permit


def test_what_they_tell_is_seen_by_all_and_what_was_given_up_is_sent_again(portal: Portal, outside: Join) -> None:
    case, granted = people.case_in(State.DISPATCH), people.case_in(State.GRANTED)
    portal.move_to(max(people.after(case), people.after(granted)))
    police, centre = portal.person(people.officer("astana"), "ru"), portal.person(people.clerk("astana"), "ru")
    me, payer = portal.person(case.person.user, "kk"), portal.person(granted.person.user, "kk")
    boss = portal.person(people.administrator(), "kk")
    boss.comes_in = eds.ByPassword()
    standin = outside(rule("down", system="adis", times=len(WAITS) + 1))

    paid_by_the_gateways_word(portal, payer, granted)
    followed_on_its_way(portal, standin, centre, me, police)
    given_up(portal, police, case)
    sent_again(portal, boss, police, case)


def paid_by_the_gateways_word(portal: Portal, me: Person, case: Case) -> None:
    """What is pressed is told to ПШЭП; paid it is by the word of ПШЭП, told to the API."""
    me.home()
    me.click("Pay the duty for the card")
    work(portal)
    me.click("Pay")
    me.sees("The duty is paid: %(amount)s ₸.", amount=me.element(".note").text.split(":")[1].split("₸")[0].strip())
    me.within("Payments").sees("paid")
    payment = Payment.objects.get(case=case, kind="card")
    assert (payment.state, payment.bank_reference[:3]) == ("paid", "BR-")
    assert Exchange.objects.get(system="psh", direction="in").outcome == "applied"


def followed_on_its_way(portal: Portal, standin: Standin, centre: Person, me: Person, police: Person) -> None:
    case = actions.case_of(me)
    actions.find_by_number(centre, case)
    centre.fill("Courier service", "Курьер")
    centre.fill("Waybill number", "KZ-1")
    centre.fill("Sheets in the package", "24")
    centre.click("Hand to the courier")
    work(portal)
    work(portal, standin, days=1)
    for reader in (me, police):
        reader.home()
        reader.click(case.number)
        way = reader.within("Originals on their way")
        way.sees("on the way")
        way.sees("accepted by the courier")
    work(portal, standin, days=1)
    police.home()
    police.click(case.number)
    police.within("Originals on their way").sees("delivered")


def given_up(portal: Portal, police: Person, case: Case) -> None:
    """АДИС is not there; after the last attempt the question is laid aside, and the officer is told."""
    police.click("Confirm receipt of originals")
    row = Exchange.objects.get(case=case, system="adis")
    while row.next_at:
        portal.move_to(row.next_at + timedelta(seconds=1))
        draining.drain_exchanges(portal.now)
        row.refresh_from_db()
    assert (row.state, row.attempts) == (Exchange.DEAD, len(WAITS) + 1)
    police.home()
    police.click(case.number)
    police.within("What to do").sees("The portal has asked many times without an answer and asks no more.")


def sent_again(portal: Portal, boss: Person, police: Person, case: Case) -> None:
    """The administrator sees what was given up, and no case file; one press sends it again, and now it is answered."""
    boss.open("/admin/cases/exchange/")
    boss.sees("Unavailable: HTTP 503")
    boss.misses(case.number)
    boss.element("input.action-select").click()
    boss.choose("Send again", of="Action:")
    boss.click("Go")
    boss.sees(TRIED, number=1)
    work(portal, hours=1)
    police.home()
    police.click(case.number)
    police.within("Checks").within(CHECK_NAMES["adis"]).sees("nothing against")
