"""The whole way by browser: from the first sign-in of an applicant to the residence card in hand (п. 4–27).

The applicant's key is of GOST 34.10-2015, as НУЦ РК gives them today; Astana Hub comes in by password and code.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command

from cases.engine.steps import STEPS
from cases.law.calendar import local_day
from cases.models import Case, City, Letter, Signature, User
from cases.models.letter import LETTERS
from cases.programmes.nomad.states import PLACES, State
from demo import keys, synthetic
from demo.authority import authority
from demo.pki import signing
from demo.pki.certificates import individual
from tests import people
from tests.cases.engine import ways
from tests.journeys import actions, eds
from tests.journeys.browser import Person, Portal

MEETING = "https://meet.example.org/dnr"
EMAIL = "newcomer@example.org"

Specimen = Callable[[str], Path]


@pytest.fixture
def who() -> dict[str, Any]:
    return synthetic.person(Random(20260601))


@pytest.fixture
def own_paper(who: dict[str, Any], tmp_path: Path) -> Specimen:
    """The person's own papers, as files on disk."""

    def write(kind: str) -> Path:
        name, data = synthetic.document(kind, who, Random(kind))
        (tmp_path / name).write_bytes(data)
        return tmp_path / name

    return write


@dataclass(frozen=True)
class Staff:
    """Who works on the case, each before a browser of their own."""

    hub: Person
    ministry: Person
    police: Person
    centre: Person

    @classmethod
    def come(cls, portal: Portal) -> Staff:
        users = people.screener(), people.signer(), people.officer("astana"), people.clerk("astana")
        staff = cls(*map(portal.person, users))
        staff.hub.comes_in = eds.ByPassword()
        return staff


def test_granted(portal: Portal, who: dict[str, Any], own_paper: Specimen, settings: Any, tmp_path: Path) -> None:
    settings.DNR_FILES_CAGED = True  # this once, all is as in life
    me = first_sign_in(portal, who)
    petition(me, who, own_paper, local_day(portal.now))
    staff = Staff.come(portal)
    petition_signed(portal, staff, me)
    verify_offline(me, actions.case_of(me), tmp_path)
    apply(me, local_day(portal.now))
    preliminary(portal, staff.police, actions.case_of(me))
    approval_tells_what_to_bring(portal, me)
    case = actions.case_of(me)
    sign_consent(me, case)
    portal.work()
    arrive(portal, staff.police, case)
    papers = {kind: own_paper(kind) for kind in ("medical", "fingerprints", "housing")}
    package(staff.centre, case, papers, local_day(portal.now))
    grant(portal, staff.police, case)
    residence(portal, me, staff.centre, case)
    end(portal, me, case, tmp_path)


# ------------------------------------------------------------------------------------------------ the parts of the way


def first_sign_in(portal: Portal, who: dict[str, Any]) -> Person:
    """Nobody knows the person yet: name and IIN come from the certificate, the e-mail is asked."""
    me = portal.visitor()
    holder = individual(who["surname"], who["given_names"], who["iin"], who["patronymic"])
    me.key = keys.find_or_issue(holder, authority(), algorithm=signing.GOST512)
    me.click("Begin an application")
    me.sign("Sign in by electronic signature (ЭЦП)")
    me.sees("Your new account")
    for name in ("surname", "given_names", "iin"):
        me.sees(who[name])
    me.fill("E-mail", EMAIL)
    me.click("Open the account")
    me.sees(
        "Your account is open. We have written to %(email)s: open that letter and confirm the address.", email=EMAIL
    )
    me.user = User.objects.get(email=EMAIL)
    assert me.user.person and me.user.person.iin == who["iin"]
    return me


def petition(me: Person, who: dict[str, Any], own_paper: Specimen, on: date) -> None:
    me.click("Start a petition")
    me.click("I give my consent")
    me.click("Change my data")
    own_data(me, who)
    me.home()
    me.click("Go on with the petition")
    for rule in actions.case_of(me).law.lists["petition"]:
        facts = {k: v for k, v in people.facts_of(rule.kind, on).items() if not k.startswith("legal")}
        card = me.within(rule.title)
        actions.hand_in(card, own_paper(rule.kind), facts)
        card.sees("Attached")
    me.click("Check and sign")
    actions.sign(me)
    me.sees(PLACES[State.SCREENING].plain)
    actions.finds_the_signature(me, actions.case_of(me), "submit_petition")


def own_data(me: Person, who: dict[str, Any]) -> None:
    data = {
        "Telephone": who["phone"],
        "Place of residence": who["address"],
        "Date of birth": who["born_on"],
        "Place of birth": who["birth_place"],
        "Citizenship": who["citizenship_name"],
        "Passport number": who["passport_number"],
        "Passport issued on": who["passport_issued_on"],
        "Passport issued by": "Ministry of the Interior",
    }
    for label, value in data.items():
        me.fill(label, value)
    me.click("Save")
    me.sees("Your data are saved.")
    me.user.refresh_from_db()  # type: ignore[union-attr]
    assert me.user.person.citizenship == who["citizenship"]  # type: ignore[union-attr]


def petition_signed(portal: Portal, staff: Staff, me: Person) -> None:
    case = actions.case_of(me)
    assert case.state == State.SCREENING
    invite(staff.hub, case, local_day(portal.now) + timedelta(days=2))
    portal.work()
    book(me, case)
    portal.move_to(actions.case_of(me).slot.starts_at + timedelta(minutes=30))  # type: ignore[union-attr]
    sign_petition(staff.hub, staff.ministry, case)
    portal.work()
    me.home()
    assert staff.ministry.whole_name() in actions.letter(me, case, "petition")


def invite(hub: Person, case: Case, day: date) -> None:
    hub.click("Interview calendar")
    for label, value in {"Day": day, "From": "10:00", "Until": "12:00", "Link of the video meeting": MEETING}.items():
        hub.fill(label, value)
    hub.click("Add times")
    hub.sees("10:30")
    hub.home()
    hub.click(case.number)
    hub.click("Admit to the next stage")  # "Invite at once" is ticked


def book(me: Person, case: Case) -> None:
    me.home()
    actions.letter(me, case, "interview_invitation")
    me.click("Open the calendar")
    me.choose("10:30")
    me.click("Book the interview")
    me.sees("10:30")


def sign_petition(hub: Person, ministry: Person, case: Case) -> None:
    hub.home()
    hub.click(case.number)
    actions.record_interview(hub, "Qualification confirmed", "Eight years of work, sound answers.")
    ministry.click(case.number)
    ministry.fill("Profession by the list of in-demand professions", "Разработчик программного обеспечения")
    actions.sign(ministry, actions.fresh(case))
    assert actions.fresh(case).state == State.PETITION_SIGNED


def verify_offline(me: Person, case: Case, folder: Path) -> None:
    """The bundle beside the petition holds by itself, and the ministry's key is that of the signature."""
    petition = me.within("Letters").within(LETTERS["petition"].name)
    bundle = folder / "petition.zip"
    bundle.write_bytes(me.fetch(petition.link("Signed bundle (.zip)")))
    call_command("verify_bundle", str(bundle), "--anchors", str(django_settings.EDS_KEYS / "anchors"))
    steps = Signature.objects.filter(case=case).order_by("id").values_list("step", flat=True)
    assert list(steps) == ["submit_petition", "sign_petition"]


def apply(me: Person, on: date) -> None:
    me.click("Go on with the application")
    me.within("1. Department").choose(City.objects.get(pk="astana"))
    me.within("1. Department").click("Save")
    for kind in ("criminal_record", "criminal_record_2"):
        record = actions.case_of(me).law.document("application", kind)
        actions.hand_in(me.within(record.title), None, {"legalisation": "apostille", "legalisation_note": "A-100"})
    me.click("Fill in the questionnaire")
    actions.answer_questionnaire(me, on)
    actions.pay(me)
    me.click("Check and sign")
    actions.sign(me)
    me.sees(PLACES[State.REGISTRATION].plain)
    actions.finds_the_signature(me, actions.case_of(me), "file_application")


def preliminary(portal: Portal, police: Person, case: Case) -> None:
    police.click(case.number)
    police.fill("Number in the migration police IS", "MP-2026-1")
    police.click("Register the application")
    actions.record_checks(police, case.law.checks["preliminary"])
    police.click("Send to the national security bodies")
    portal.wait(days=5)
    ways.knb_letter(actions.fresh(case), portal.now)  # how a paper is attached first stands in test_complaint
    police.home()
    police.click(case.number)
    police.choose("Approved")
    police.fill("Number of the answer", "K-77")
    police.fill("Date of the answer", local_day(portal.now))
    police.click("Record the answer of the national security bodies")
    actions.sign(police, actions.fresh(case))


def approval_tells_what_to_bring(portal: Portal, me: Person) -> None:
    portal.work()
    case = actions.case_of(me)
    assert case.state == State.PRELIMINARY_APPROVED
    me.home()
    me.sees(PLACES[State.PRELIMINARY_APPROVED].plain)
    letter = actions.letter(me, case, "preliminary_approval")
    assert case.preliminary_number in letter
    for kind in case.law.bring:  # п. 19: the notice names what is still to be brought
        assert case.law.document("con", kind).title.ru in letter


def sign_consent(me: Person, case: Case) -> None:
    """The statement of п. 20(10), in the cabinet instead of on paper."""
    me.click(case.number)
    me.click("Sign the statement of consent")
    me.fill("Address of stay", "Астана, улица Примерная, 2")
    actions.sign(me, case, about="con")
    for step in ("submit_petition", "file_application", "sign_consent"):
        me.within("Your signatures").sees(STEPS[step].label)
    row = Signature.objects.get(case=case, step="sign_consent")
    assert row.annex and row.algorithm.startswith("GOST")


def arrive(portal: Portal, police: Person, case: Case) -> None:
    portal.wait(days=7)
    actions.expected(police, State.PRELIMINARY_APPROVED, case)
    police.click("Record the arrival")
    portal.wait(days=1)


def package(centre: Person, case: Case, papers: dict[str, Path], on: date) -> None:
    actions.find_by_number(centre, case)
    centre.click("Accept the package for checking")
    statement = Letter.objects.get(case=case, kind="consent_form")
    line = centre.within("The package against the originals").within(case.law.document("con", "consent_form").title)
    line.sees(statement.number)  # signed in the portal: no paper is asked for
    actions.compare(centre, case, "con", papers, on)
    centre.click("Register the application at the centre")
    centre.fill("Courier service", "Courier")
    centre.fill("Waybill number", "W-1")
    centre.fill("Sheets in the package", "24")
    centre.click("Hand to the courier")


def grant(portal: Portal, police: Person, case: Case) -> None:
    portal.wait(days=1)
    police.home()
    police.click(case.number)
    police.click("Confirm receipt of originals")
    actions.record_checks(police, case.law.checks["final"])
    actions.sign(police, actions.fresh(case))
    portal.work()


def residence(portal: Portal, me: Person, centre: Person, case: Case) -> None:
    me.home()
    assert case.preliminary_number in actions.letter(me, case, "final_grant")
    actions.pay(me, "Pay the duty for the card")
    actions.expected(centre, State.GRANTED, case)
    centre.fill("Address of residence", "Астана, улица Примерная, 1")
    centre.click("Register the residence")
    actions.compare(centre, case, "residence", {}, local_day(portal.now))
    centre.click("Order the residence card")
    portal.wait(days=3)
    centre.home()
    centre.click(case.number)
    centre.fill("Number of the residence card", "C-0001")
    centre.click("Issue the residence card")


def end(portal: Portal, me: Person, case: Case, folder: Path) -> None:
    portal.work()
    me.home()
    me.click(case.number)
    me.sees(PLACES[State.CARD_ISSUED].plain)
    letter = Letter.objects.get(case=case, kind="final_grant")
    printed = folder / "permit.pdf"
    printed.write_bytes(me.fetch(me.within("Letters").within(LETTERS["final_grant"].name).link("Русский (PDF)")))
    stranger = portal.visitor()
    stranger.click("Check a letter")
    stranger.fill("Code of the letter", letter.code)
    stranger.click("Check")
    stranger.sees(letter.number)
    stranger.misses(case.person.surname)
    stranger.attach(printed, "The file of the letter")
    stranger.sees("Authentic: this file is exactly what the portal issued")
    altered = folder / "altered.pdf"
    altered.write_bytes(printed.read_bytes() + b" ")
    stranger.attach(altered, "The file of the letter")
    stranger.sees("Altered: this is not the file that the portal issued")
