"""A day at each desk as an office works: cases are taken, handed over, found, done by the dozen; the officer has no
mouse. What goes wrong where the signer signs: `test_signing_goes_wrong.py`."""

from __future__ import annotations

import csv
import io

import pytest
from django.utils.translation import ngettext_lazy, pgettext_lazy
from selenium.webdriver.common.keys import Keys

from cases.engine.steps import STEPS
from cases.law.actors import Role
from cases.models import Assignment, Case, CourierRegistry, DocumentReview, Effect, Signature, User
from cases.programmes.nomad.states import State
from cases.workload import counts
from tests import people
from tests.cases.engine import ways
from tests.cases.workload.test_taking import colleague
from tests.journeys import actions, eds
from tests.journeys.browser import Person, Portal
from tests.journeys.keyboard import ByKeyboard
from tests.outbox import run_effect

NOTE = "Справка запрошена письмом № 12/3-77."
REASONS = "Профессия не входит в перечень востребованных профессий."
LANGUAGES = pytest.mark.parametrize("language", ["ru", "kk"])
OTHER = {"ru": "kk", "kk": "ru"}
DONE = ngettext_lazy("%(n)s case done", "%(n)s cases done", 2)


def come(portal: Portal, user: User, language: str) -> Person:
    person = portal.person(user, language)
    person.comes_in = eds.signed_in_before
    return person


def after(portal: Portal, *cases: Case) -> None:
    portal.move_to(max(people.after(case) for case in cases))


def find(me: Person, words: str, case: Case) -> None:
    me.home()
    me.fill("Find a case", words)
    me.click("Find")
    me.sees("Found for “%(search)s”", search=words)
    me.sees(case.number)


def do_with(me: Person, step: str, *cases: Case) -> None:
    """With the ticked cases of the list."""
    for case in cases:
        me.choose(case.number)
    me.choose(STEPS[step].label, of="With the chosen cases")
    me.click("Do it")


@LANGUAGES
def test_of_the_screener(portal: Portal, language: str) -> None:
    many = [people.case_in(State.ADMITTED, prepared=False) for _number in range(2)]
    after(portal, people.case_in(State.SCREENING), *many)
    ways.free_slot(portal.now)
    ways.free_slot(portal.now)
    me = come(portal, people.screener(), language)
    other = come(portal, colleague("saule", Role.SCREENER, None, full_name="Сәуле"), OTHER[language])
    case = take_and_hand_over(me, other)
    find(other, case.person.surname.upper(), case)

    me.home()
    do_with(me, "invite", *many)
    me.sees("The letters as they will be")
    me.click(STEPS["invite"].label)
    me.sees(DONE, n=2)
    assert {actions.fresh(row).state for row in many} == {State.SLOT_CHOICE}


@LANGUAGES
def test_of_the_signer(portal: Portal, language: str) -> None:
    """The petition is taken, handed over, found, and declined by who has it, after the person could be heard."""
    after(portal, people.case_in(State.MINISTRY_REVIEW))
    me = come(portal, people.signer(), language)
    other = come(portal, colleague("aigul", Role.SIGNER, None, full_name="Айгүл"), OTHER[language])
    case = take_and_hand_over(me, other)
    find(other, case.person.surname.upper(), case)
    other.click(case.number)
    actions.refuse(other, "Decline the petition", "petition", REASONS, case)
    assert actions.fresh(case).state == State.REFUSAL_NOTICE
    assert Signature.objects.get(case=case, step="decline_petition").user == other.user
    assert Assignment.objects.filter(case=case, user=other.user).exists()


def take_and_hand_over(me: Person, other: Person) -> Case:
    """The next case is taken, noted and handed to a colleague, who has it with both notes."""
    me.home()
    me.click("Take the next case")
    me.sees("This case is yours.")
    case = Assignment.objects.get(ended_at=None).case
    me.click("Notes")
    me.fill("Note for colleagues", NOTE)
    me.click("Keep the note")
    me.sees(NOTE)
    me.click("Hand over")
    me.choose(other.whole_name(), of="To whom")
    me.fill("Note for the colleague", "Ждём ответа.")
    me.click("Hand over")
    me.sees(other.whole_name())
    other.home()
    other.click(case.number)
    other.sees("This case is yours.")
    other.sees("Ждём ответа.")
    other.click("Notes")
    other.sees(NOTE)
    return case


@LANGUAGES
def test_of_the_officer_by_the_keyboard_alone(portal: Portal, language: str) -> None:
    """From the sign-in to a signed decision, no mouse in between."""
    many = [people.case_in(State.IN_TRANSIT) for _number in range(2)]
    new, late = people.case_in(State.REGISTRATION), people.case_in(State.PRELIMINARY_DECISION)
    after(portal, new, late, *many)
    me = portal.person(people.officer(), language, ByKeyboard)
    assert isinstance(me, ByKeyboard)
    me.home()
    me.click("Arrivals of the day")
    me.sees(many[1].person.full_name)
    me.home()
    me.click("Take the next case")
    me.sees("This case is yours.")
    assert Assignment.objects.get().user == me.user

    register_and_check(me, new)
    write_to_the_applicant(me, new)
    approve(me, late)

    me.home()
    do_with(me, "receive_originals", *many)
    me.sees(DONE, n=2)
    assert {actions.fresh(row).state for row in many} == {State.FINAL_REVIEW}
    me.home()
    assert {row.number for row in many} <= exported(portal, me)


def register_and_check(me: ByKeyboard, case: Case) -> None:
    find(me, case.person.passport_number.lower(), case)
    me.click(case.number)
    me.to_the_work()
    me.keys(Keys.TAB)
    look_through(me)
    me.keys("w")
    me.until("document.activeElement.name === 'mp_number'")
    me.goes("MP-2026-77", Keys.ENTER)
    assert actions.fresh(case).mp_number == "MP-2026-77"
    actions.record_checks(me, case.law.checks["preliminary"])
    me.click("Send to the national security bodies")
    assert actions.fresh(case).state == State.KNB


def look_through(me: ByKeyboard) -> None:
    """J brings the next document, V its verdict; a question mark says so."""
    me.keys("?")
    me.until("document.getElementById('keys').open")
    me.keys(Keys.ESCAPE)
    me.until("!document.getElementById('keys').open")
    me.keys("j")
    me.until("document.querySelector('.review button') !== null")
    me.keys("v")
    me.goes(Keys.ENTER)
    me.until("document.querySelector('.papers .verdict.is-accepted') !== null")
    assert DocumentReview.objects.get().kind == "passport"


def write_to_the_applicant(me: Person, case: Case) -> None:
    me.click("Messages")
    me.fill("Message", "Какой адрес верный?")
    me.click(pgettext_lazy("message", "Send"))
    me.sees("Какой адрес верный?")
    assert case.messages.get().by == me.user


def approve(me: ByKeyboard, case: Case) -> None:
    find(me, case.number[-5:], case)
    me.click(case.number)
    me.to_the_work()
    actions.sign(me, actions.fresh(case))
    assert actions.fresh(case).state == State.PRELIMINARY_APPROVED
    assert Signature.objects.get(case=case, step="approve_preliminary").user == me.user


def exported(portal: Portal, me: Person) -> set[str]:
    """The numbers in the file of the list that is open."""
    me.click("Export this list")
    me.choose("CSV")
    me.click("Export")
    run_effect(Effect.objects.get(kind="export").pk, portal.now)
    me.open(me.address)
    rows = csv.reader(io.StringIO(me.fetch(me.link("Take the file")).decode("utf-8-sig")), delimiter=";")
    return {cell for row in rows for cell in row[:1]}


@LANGUAGES
def test_of_the_clerk_and_the_bag_of_the_courier(portal: Portal, language: str) -> None:
    many = [people.case_in(State.DISPATCH) for _number in range(2)]
    after(portal, *many)
    me = come(portal, people.clerk(), language)
    find(me, many[0].preliminary_number[-5:], many[0])
    me.home()
    me.click("Courier registry of the day")
    for case in many:
        me.fill(f"{me.t('Sheets')}: {case.person.full_name}", 24)
    me.click("Put into the registry")
    me.click("Look at it and close it")
    me.fill("Courier service", "Казпочта")
    me.fill("Waybill number", "W-77")
    me.click("Close the registry")
    me.click("The courier has taken them")
    me.sees("All packages are with the courier.")

    police = come(portal, people.officer(), OTHER[language])
    police.home()
    police.click("Packages from the centre")
    police.click(CourierRegistry.objects.get().number)
    for case in many:
        police.within(case.person.full_name).choose("Yes, received")
    police.fill(f"{police.t('What is wrong with it')}: {many[1].person.full_name}", "Конверт надорван, листы на месте.")
    police.click("Record what is marked")
    police.sees("Конверт надорван")
    assert {actions.fresh(case).state for case in many} == {State.FINAL_REVIEW}


@LANGUAGES
def test_of_the_head(portal: Portal, language: str) -> None:
    many = [people.case_in(State.REGISTRATION) for _number in range(2)]
    after(portal, *many)
    bolat = colleague("bolat", full_name="Болат")
    counts.count(portal.now)
    me = come(portal, people.head(), language)
    me.home()
    me.within("Who works on what").sees("Nobody")
    me.click("Share out the cases")
    for case in many:
        me.choose(case.number)
    me.choose("Assign", of="With the chosen cases")
    me.click("Do it")
    me.choose(bolat.full_name, of="To whom")
    me.fill("Note for the colleague", NOTE)
    me.click("Assign")
    me.sees(DONE, n=2)
    held = Assignment.objects.filter(ended_at=None)
    assert [(row.user, row.note) for row in held] == [(bolat, NOTE)] * 2
    me.home()
    me.click("Statistics")
    me.sees("Applications: migration service and public service centre")
    for kind, begins in (("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK")):
        assert me.fetch(me.link(kind)).startswith(begins), kind
