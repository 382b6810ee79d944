"""A second programme, of the folder `tests/certificate` alone, runs beside the pilot's: on the same days, through the
same doors. Nothing in the core names it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from cases.eds import sheets
from cases.engine import clock, performing, programmes
from cases.engine.lists import queues
from cases.engine.programmes import PROGRAMMES, answering
from cases.engine.programmes.declarations import declared_of, problems
from cases.engine.programmes.programme import ProgrammeError
from cases.engine.steps import STEPS
from cases.engine.steps.errors import NotMetError, WrongActorError
from cases.engine.writing import amend
from cases.engine.writing.effects import FollowUps, Taken
from cases.engine.writing.locking import lock_in
from cases.gateways import inbox
from cases.law import places, regulations
from cases.law.calendar import local_day
from cases.letters.printing import Printed
from cases.models import Case, City, Deadline, Event, Letter, Notice, User
from cases.models.letter import LETTERS
from cases.outbox import draining
from cases.programmes.nomad import filing
from cases.programmes.nomad.programme import NOMAD
from cases.web import timeline
from tests import people
from tests.cases.api.machines import machine, path_of
from tests.certificate import KEY
from tests.certificate.programme import CERTIFICATE, open_request
from tests.certificate.states import State

pytestmark = pytest.mark.django_db

NOW = people.START
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def certificate(settings: Any, uncaged: None) -> Iterator[None]:
    """Registered as `cases.apps` does it, with its URLs and templates."""
    folder = settings.BASE_DIR / "tests" / "certificate" / "templates"
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [folder, *settings.TEMPLATES[0]["DIRS"]]}]
    settings.ROOT_URLCONF = "tests.certificate.urls"
    programmes.register(CERTIFICATE)
    yield
    programmes.unregister(CERTIFICATE)


@pytest.fixture
def applicant() -> User:
    return people.applicant()


def opened(applicant: User) -> Case:
    people.reference()
    return open_request(applicant, City.objects.get(pk="astana"), NOW)


def attach(case: Case, applicant: User) -> None:
    name, data = people.specimen("passport")
    filing.attach(case.pk, applicant, NOW, "lease", BytesIO(data), name)


def asked(applicant: User) -> Case:
    case = opened(applicant)
    attach(case, applicant)
    return performing.perform(case, "ask_for_certificate", applicant, NOW + HOUR)


def page(user: User, url: str, now: datetime = NOW + 2 * HOUR) -> tuple[int, str]:
    client = Client()
    client.force_login(user)
    with people.at(now):
        answer = client.get(url)
    return answer.status_code, answer.content.decode()


def test_it_is_as_many_files_as_the_recipe_says(settings: Any, record_property: Callable[[str, object], None]) -> None:
    """Those of its folder, its templates among them. What a test does without: a line each in `cases/apps.py` and
    `dnr/urls.py`, and its words in both catalogues."""
    folder = settings.BASE_DIR / "tests" / "certificate"
    own = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    around = ["cases/apps.py", "dnr/urls.py", *settings.BASE_DIR.glob("locale/*/LC_MESSAGES/django.po")]
    record_property("How to add a programme, files touched", len(own) + len(around))
    recipe = (settings.BASE_DIR / "CONTRIBUTING.md").read_text("utf-8").partition("## How to add a programme\n")[2]
    assert re.findall(r"^Touches (\d+) files", recipe, re.MULTILINE)[0] == str(len(own) + len(around))


def test_both_fit_together_and_their_orders_are_in_force_on_a_single_day() -> None:
    assert [problems(declared_of(programme)) for programme in (NOMAD, CERTIFICATE)] == [[], []]
    day = local_day(NOW)
    laws = [regulations.edition_on(day, key) for key in (NOMAD.key, KEY)]
    assert [edition and edition.programme for edition in laws] == [NOMAD.key, KEY]


def test_its_steps_are_buttons_and_are_performed(applicant: User) -> None:
    case = opened(applicant)
    assert (case.number, case.programme, case.law.number) == ("CRT-2026-00001", KEY, "№ 7")
    assert [(b.step.name, b.blocked) for b in queues.buttons(case, applicant, NOW)] == [("ask_for_certificate", True)]
    with pytest.raises(NotMetError):
        performing.perform(case, "ask_for_certificate", applicant, NOW)
    attach(case, applicant)
    case = performing.perform(case, "ask_for_certificate", applicant, NOW + HOUR)
    assert (case.state, case.waits_on) == (State.REVIEW, "officer")
    assert Deadline.objects.get(case=case).edition == "order_2026_7"
    assert Event.objects.filter(case=case).order_by("-id")[0].label == str(STEPS["ask_for_certificate"].label)
    assert case.history.count() == 3
    with pytest.raises(WrongActorError):
        performing.perform(case, "give_certificate", applicant, NOW + HOUR)


def test_it_has_a_desk_of_its_own(applicant: User) -> None:
    """The queue, the case's page, the button; and no desk of the other programme shows it."""
    case, ours = asked(applicant), people.case_in("registration")
    officer = people.officer()
    status, home = page(officer, reverse("certificate:office:home"))
    assert status == 200
    assert (case.number in home, ours.number in home) == (True, False)
    assert set(re.findall(r"\?state=(\w+)", home)) == {State.REVIEW.value}
    assert case.number not in page(officer, reverse("con:officer:home"))[1]
    assert page(officer, reverse("con:officer:case", args=[case.pk]))[0] == 404
    status, shown = page(officer, reverse("certificate:office:case", args=[case.pk]))
    assert status == 200
    assert str(STEPS["give_certificate"].label) in shown
    assert page(applicant, reverse("certificate:mine:case", args=[case.pk]))[0] == 200
    assert page(people.officer("almaty"), reverse("certificate:office:case", args=[case.pk]))[0] == 404


def test_its_button_is_pressed_and_its_letter_printed(applicant: User, monkeypatch: pytest.MonkeyPatch) -> None:
    case, client, printed = asked(applicant), Client(), list[str]()

    def to_pdf(html: str, mark: bytes) -> Printed:
        printed.append(html)
        return Printed(b"%PDF-1.7\n%%EOF", 1)

    monkeypatch.setattr("cases.letters.rendering.to_pdf", to_pdf)
    client.force_login(people.officer())
    facts = {"text": "Since spring.", "version": case.version}
    with people.at(NOW + 2 * HOUR):
        answer = client.post(reverse("cases:step", args=[case.pk, "give_certificate"]), facts)
        assert (answer.status_code, answer["Location"]) == (302, reverse("certificate:office:case", args=[case.pk]))
        draining.drain_effects(NOW + 2 * HOUR)
    letter = Letter.objects.get(case=case)
    assert (letter.kind, letter.facts["silent"], sorted(letter.files)) == ("certificate", False, ["kk", "ru"])
    assert all(f"{applicant.person} lives here. Since spring." in html for html in printed)
    assert Case.objects.get(pk=case.pk).state == State.GIVEN
    assert case.decisions.get().get_kind_display() == "certificate given"


def test_what_it_records_beside_its_steps_is_read_in_its_words(applicant: User) -> None:
    """By those who may read it."""
    case = asked(applicant)
    with transaction.atomic():
        amend(lock_in(case.pk, None, [State.REVIEW]), None, NOW + HOUR, "lease_looked_up", {"entry": 12})
    label, office = "The register of leases was looked up", reverse("certificate:office:case", args=[case.pk])
    status, shown = page(people.officer(), office)
    assert (status, label in shown, "№ 12" in shown) == (200, True, True)
    assert label not in page(applicant, reverse("certificate:mine:case", args=[case.pk]))[1]
    event = Event.objects.get(case=case, step="lease_looked_up")
    assert (event.label, timeline.of_event(event)[0][1]) == (label, "№ 12")


def test_its_term_ends_by_the_clock(applicant: User) -> None:
    """Not an hour too soon."""
    case = asked(applicant)
    due = Deadline.objects.get(case=case).due_at
    clock.sweep(due - HOUR, outbox=False)
    assert Case.objects.get(pk=case.pk).state == State.REVIEW
    report = clock.sweep(due, outbox=False)
    assert report.taken[State.GIVEN] == 1
    after = Case.objects.get(pk=case.pk)
    assert (after.state, after.closed_at) == (State.GIVEN, due)
    assert Letter.objects.get(case=case).facts["silent"]
    assert Notice.objects.filter(case=case, user=applicant, what="give_by_silence").exists()


def test_its_sheet_names_its_document(applicant: User) -> None:
    case = asked(applicant)
    sheet = sheets.sheet(case, STEPS["give_certificate"], people.officer(), NOW + 2 * HOUR, {})
    assert [row["title"] for row in sheet.facts["documents"]] in (["Договор аренды"], ["Жалдау шарты"])
    assert sheet.facts["edition"] == {"key": "order_2026_7", "number": "№ 7"}


def test_the_auditor_reads_it_in_the_admin(applicant: User) -> None:
    case, auditor = asked(applicant), people.auditor()
    status, listed = page(auditor, reverse("admin:cases_case_changelist") + f"?state__exact={State.REVIEW}")
    assert (status, case.number in listed) == (200, True)
    status, shown = page(auditor, reverse("admin:cases_case_change", args=[case.pk]))
    assert status == 200
    assert "№ 7" in page(auditor, reverse("admin:cases_case_changelist"))[1]
    assert str(CERTIFICATE.names.terms["certificate_answer"]) in shown
    assert str(CERTIFICATE.name) in shown


def test_a_partner_asks_for_it(applicant: User) -> None:
    case = asked(applicant)
    partner = machine(now=NOW + 2 * HOUR)
    shown = partner.get(path_of(case)).json()
    assert (shown["state"], shown["stage"], shown["final"]) == (State.REVIEW.value, "request", False)
    listed = partner.get(f"/api/v1/cases/?state={State.REVIEW}").json()
    assert [row["number"] for row in listed["results"]] == [case.number]


def test_whether_a_person_has_a_single_open_case_is_set_by_the_programme(applicant: User) -> None:
    first, second = opened(applicant), opened(applicant)
    ours = filing.open_petition(applicant, NOW)
    assert Case.objects.open().filter(person=applicant.person).count() == 3
    assert {first.number, second.number} == {"CRT-2026-00001", "CRT-2026-00002"}
    again = Case.objects.get(pk=ours.pk)
    again.pk, again.number, again._state.adding = Case._meta.pk.get_default(), "HUB-2026-90000", True
    with pytest.raises(IntegrityError, match="person"), transaction.atomic():
        again.save(force_insert=True)


@pytest.mark.parametrize(
    ("changed", "shared"),
    [
        ({}, "desk certificate:office"),
        ({"places": NOMAD.places}, "state checks"),
        ({"steps": NOMAD.steps}, "steps register"),
        ({"letters": NOMAD.letters}, "letter annulment"),
        ({"series": NOMAD.series}, "series HUB"),
        ({"names": NOMAD.names}, "terms validity"),
        ({"other_events": NOMAD.other_events}, "events pay"),
    ],
)
def test_two_programmes_share_no_name_and_a_refused_programme_leaves_nothing(
    changed: dict[str, Any], shared: str
) -> None:
    before = dict(PROGRAMMES), dict(STEPS), dict(places.PLACES), dict(LETTERS)
    with pytest.raises(ProgrammeError, match=shared):
        programmes.register(replace(CERTIFICATE, key="third", **changed))
    assert (dict(PROGRAMMES), dict(STEPS), dict(places.PLACES), dict(LETTERS)) == before


def test_what_a_system_answers_of_a_case_that_takes_no_answers_is_kept(applicant: User) -> None:
    case = asked(applicant)
    row = inbox.receive(
        "knb", "answer", {"case": case.number, "clear": True, "reference": "1", "answered_on": "2026-06-01"}, "k", NOW
    )
    answering.apply(row.pk, NOW + 2 * HOUR)
    row.refresh_from_db()
    assert (row.outcome, row.applied_at, row.next_at) == ("kept", NOW + 2 * HOUR, None)


def test_followers_and_chores_are_those_of_its_own(applicant: User) -> None:
    """The follower sees its own steps alone; the chore is done at each sweep and reported by its word."""
    seen: list[str] = []

    def follower(taken: Taken) -> FollowUps:
        seen.append(taken.step.name)
        return FollowUps()

    programmes.unregister(CERTIFICATE)
    programmes.register(replace(CERTIFICATE, followers=(follower,), chores={"lamps": lambda now: 7}))
    asked(applicant)
    people.case_in("petition_signed", prepared=False)
    assert seen == ["ask_for_certificate"]
    assert clock.sweep(NOW + DAY, outbox=False).figures()["lamps"] == 7
