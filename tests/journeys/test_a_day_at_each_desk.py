"""A day at each desk as an office works: cases are taken, handed over, done by the dozen; nobody works alone."""

from __future__ import annotations

import csv
import io

import pytest
from django.utils.translation import ngettext_lazy

from cases.engine.steps import STEPS
from cases.law.actors import Role
from cases.models import Assignment, Case, CourierRegistry, Signature, User
from cases.programmes.nomad.states import State
from cases.workload import counts
from tests import people
from tests.cases.engine import ways
from tests.cases.workload.test_taking import colleague
from tests.journeys import actions
from tests.journeys.browser import Person, Portal

NOTE = "Справка запрошена письмом № 12/3-77, ответа ждём до пятницы."
LANGUAGES = pytest.mark.parametrize("language", ["ru", "kk"])
OTHER = {"ru": "kk", "kk": "ru"}
DONE = ngettext_lazy("%(n)s case done", "%(n)s cases done", 2)


def with_key(user: User) -> User:
    return people._with_key(user)


def after(portal: Portal, *cases: Case) -> None:
    portal.move_to(max(people.after(case) for case in cases))


def take_and_hand_over(me: Person, other: Person) -> Case:
    """The next case is taken, noted and handed to a colleague, who finds it among the own ones with the note."""
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
    me.fill("Note for the colleague", NOTE)
    me.click("Hand over")
    me.sees(other.whole_name())
    other.home()
    other.click(case.number)
    other.sees("This case is yours.")
    other.sees(NOTE)
    return case


def write_to_the_applicant(me: Person, case: Case, words: str) -> None:
    me.click("Messages")
    me.fill("Message", words)
    me.click("Send")
    me.sees(words)
    me.home()


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
    first = people.case_in(State.SCREENING)
    after(portal, first, *many)
    ways.free_slot(portal.now)
    ways.free_slot(portal.now)
    me = portal.person(people.screener(), language)
    other = portal.person(with_key(colleague("saule", Role.SCREENER, None, full_name="Сәуле")), OTHER[language])
    case = take_and_hand_over(me, other)
    write_to_the_applicant(other, case, "Какой из двух адресов верный?")
    find(other, case.person.surname.upper(), case)

    me.home()
    do_with(me, "invite", *many)
    me.sees("The letters as they will be")
    me.click(STEPS["invite"].label)
    me.sees(DONE, n=2)
    assert {actions.fresh(row).state for row in many} == {State.SLOT_CHOICE}


@LANGUAGES
def test_of_the_signer(portal: Portal, language: str) -> None:
    many = [people.case_in(State.MINISTRY_REVIEW) for _number in range(2)]
    after(portal, *many)
    me = portal.person(people.signer(), language)
    me.home()
    me.click("Read and sign")
    for case in many:
        me.choose(case.number)
        me.sees(case.person.full_name)
        row = me.within(case.number)
        row.fill("Profession", "Разработчик программного обеспечения")
    me.click("Show the sheets of the ticked")
    for case in many:
        me.choose("I have read this sheet and sign it: %(number)s", number=case.number)
    me.click("Sign the ticked sheets")
    me.sees("What came of each stands beside its sheet.")
    assert {actions.fresh(case).state for case in many} == {State.PETITION_SIGNED}
    signed = Signature.objects.filter(step="sign_petition", case__in=many)
    assert len({row.sha256 for row in signed}) == 2, "each over its own sheet"


@LANGUAGES
def test_of_the_officer(portal: Portal, language: str) -> None:
    approved = people.case_in(State.PRELIMINARY_APPROVED)
    many = [people.case_in(State.IN_TRANSIT) for _number in range(2)]
    first = people.case_in(State.REGISTRATION)
    after(portal, approved, first, *many)
    me = portal.person(people.officer(), language)
    other = portal.person(with_key(colleague("bolat", full_name="Болат")), OTHER[language])
    me.home()
    me.click("Arrivals of the day")
    me.within("Expected: their approval holds on this day").sees(approved.person.full_name)
    case = take_and_hand_over(me, other)
    write_to_the_applicant(other, case, "Справка нечитаема, пришлите её ещё раз.")
    find(other, case.person.passport_number.lower(), case)

    me.home()
    do_with(me, "receive_originals", *many)
    me.sees(DONE, n=2)
    assert {actions.fresh(row).state for row in many} == {State.FINAL_REVIEW}
    me.home()
    me.click("Export this list")
    me.click("Export")
    portal.work()
    me.click("Look again")
    rows = list(csv.reader(io.StringIO(me.fetch(me.link("Take the file")).decode("utf-8-sig")), delimiter=";"))
    assert {row.number for row in (first, *many)} <= {cell for row in rows for cell in row[:1]}


@LANGUAGES
def test_of_the_clerk_and_the_bag_of_the_courier(portal: Portal, language: str) -> None:
    many = [people.case_in(State.DISPATCH) for _number in range(2)]
    after(portal, *many)
    me, police = portal.person(people.clerk(), language), portal.person(people.officer(), OTHER[language])
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
    registry = CourierRegistry.objects.get()
    assert me.fetch(me.link("PDF, Русский")).startswith(b"%PDF")
    me.click("The courier has taken them")
    me.sees("All packages are with the courier.")

    police.home()
    police.click("Packages from the centre")
    police.click(str(registry.number))
    bag, torn = (police.within(case.person.full_name) for case in many)
    bag.choose("Yes, received")
    torn.choose("Yes, received")
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
    me = portal.person(people.head(), language)
    me.home()
    me.within("Who works on what").sees("Nobody")
    me.click("Share out the cases")
    for case in many:
        me.choose(case.number)
    me.choose("Assign", of="With the chosen cases")
    me.choose(bolat.full_name, of="to whom")
    me.fill("Note for the colleague", NOTE)
    me.click("Do it")
    me.sees(DONE, n=2)
    held = Assignment.objects.filter(ended_at=None)
    assert [(row.user, row.note) for row in held] == [(bolat, NOTE)] * 2
    me.home()
    me.click("Statistics")
    me.sees("Application")
    for kind, begins in (("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK")):
        assert me.fetch(me.link(kind)).startswith(begins), kind
