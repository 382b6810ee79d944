"""The check before a filing: each finding by a row of a table; what blocks is what the step refuses, nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse

from cases.engine.lists.queues import buttons
from cases.engine.steps.findings import Severity
from cases.law.regulations import edition
from cases.models import Case, CountryRule, Document, DocumentPart, Person
from cases.programmes.nomad import preflight
from cases.programmes.nomad.applicants.agreeing import Difference
from cases.programmes.nomad.preflight.subject import LookedAt, OwnEntries
from cases.programmes.nomad.states import State
from cases.values.mrz import Zone
from cases.web.preflight.tasks import TaskStatus
from tests import desks, people
from tests.cases.engine import ways

ON = date(2026, 5, 10)
DAY = timedelta(days=1)
LAW = edition("order_2026_241")
ITEMS = [
    {"key": "surname", "type": "name", "letters": "latin", "person": "surname", "label": {"ru": "Фамилия"}},
    {"key": "other", "type": "countries", "label": {"ru": "Другие"}},
    {"key": "residence", "type": "text", "person": "address", "label": {"ru": "Адрес"}},
]
ZONE = Zone("RAO", "ANIL", "Z1234567", "IN", date(1990, 1, 2), ON + 900 * DAY)


def person(**changed: Any) -> Person:
    facts = {"surname": "Rao", "given_names": "Anil", "citizenship": "IN", "passport_number": "Z1234567"}
    return Person(**(facts | {"born_on": date(1990, 1, 2)} | changed))


def certificate(**changed: Any) -> Document:
    facts = {"country": "IN", "issued_on": ON - 30 * DAY, "legalisation": "apostille", "blob_id": "f2"}
    return Document(kind="criminal_record", **(facts | changed))


def passport(days: int = 900) -> Document:
    return Document(kind="passport", blob_id="f1", expires_on=ON + days * DAY)


def photo(how: str) -> Document:
    document = Document(kind="photo", blob_id="f3")
    notice = {"code": "exposure", "how": how} if how else {"code": "converted", "from": "webp"}
    document.set_parts([DocumentPart(notices=[notice])])
    return document


def made_of(document: Document, *originals: str) -> Document:
    document.set_parts([DocumentPart(original_id=original) for original in originals])
    return document


def subject(*documents: Document, list_key: str = "application", **changed: Any) -> LookedAt:
    """One in which nothing is findings."""
    held = {document.kind: document for document in (passport(), certificate(), *documents)}
    for document in held.values():
        if "parts" not in document.__dict__.get("_prefetched_objects_cache", {}):
            document.set_parts([])
    rules = {rule.kind: rule for rule in LAW.lists[list_key]}
    known = {"IN": CountryRule(country="IN", legalisation="apostille", source="-", confirmed=True)}
    sound = LookedAt(list_key, ON, LAW, person(), rules, held, known, ITEMS, {"surname": "Rao"}, applies_on=ON)
    return replace(sound, **changed)


BAR = SimpleNamespace(until=date(2026, 8, 1), paragraph="19", get_kind_display=lambda: "отказ")
TABLE: dict[str, tuple[Callable[[], LookedAt], list[tuple[str, str, str]]]] = {
    "nothing": (lambda: subject(entries=OwnEntries(ZONE, ON, 0)), []),
    "the signed petition names another passport": (
        lambda: subject(petition={"passport_number": "Z1234566", "name": "Ráo Anil", "citizenship": "IN"}),
        [("petition", "", "person")],
    ),
    "a difference": (
        lambda: subject(differences=[Difference("surname", "Фамилия", "Rai", "Rao", "person")]),
        [("differs", "10(5)", "questionnaire")],
    ),
    "another number": (
        lambda: subject(person=person(passport_number="Z1234568"), entries=OwnEntries(ZONE)),
        [("zone", "10(1)", "person")],
    ),
    "another birth": (
        lambda: subject(person=person(born_on=date(1990, 2, 1)), entries=OwnEntries(ZONE)),
        [("zone", "10(1)", "person")],
    ),
    "another last day": (lambda: subject(passport(901), entries=OwnEntries(ZONE)), [("zone", "10(1)", "doc-passport")]),
    "a longer name than the zone": (lambda: subject(entries=OwnEntries(replace(ZONE, surname="RA"))), []),
    "a surname of the certificate in Cyrillic": (
        lambda: subject(person=person(surname="Рао"), answers={"surname": "Rai"}, entries=OwnEntries(ZONE)),
        [("zone", "10(1)", "questionnaire")],
    ),
    "Cyrillic letters typed": (
        lambda: subject(answers={}, typed={"surname": "Рао"}),
        [("letters", "10(5)", "questionnaire")],
    ),
    "an ЭЦП of another name": (lambda: subject(certificate_name="RAI ANIL"), [("certificate", "", "person")]),
    "one file twice": (lambda: subject(certificate(blob_id="f1")), [("same_file", "10(4)", "doc-criminal_record")]),
    "one file among those of another": (
        lambda: subject(made_of(certificate(), "f1", "o7"), made_of(passport(), "o7")),
        [("same_file", "10(4)", "doc-criminal_record")],
    ),
    "a photo of one shade": (lambda: subject(photo("flat")), [("photo", "10(2)", "doc-photo")]),
    "a photo that was converted": (lambda: subject(photo("")), []),
    "a passport for today only": (lambda: subject(passport(182)), [("passport_later", "20(1)", "doc-passport")]),
    "a passport refused today": (lambda: subject(passport(180)), []),
    "a passport too short for the application": (
        lambda: subject(passport(190), list_key="petition", applies_on=ON + 40 * DAY),
        [("passport_later", "10(1)", "doc-passport")],
    ),
    "a passport without an end": (lambda: subject(Document(kind="passport", no_end=True)), []),
    "180 days old": (lambda: subject(certificate(issued_on=ON - 180 * DAY)), []),
    "181 days old": (
        lambda: subject(certificate(issued_on=ON - 181 * DAY)),
        [("certificate_old", "10(4)", "doc-criminal_record")],
    ),
    "old by the application": (
        lambda: subject(certificate(issued_on=ON - 150 * DAY), list_key="petition", applies_on=ON + 31 * DAY),
        [("certificate_old_later", "4(8)", "doc-criminal_record")],
    ),
    "an edition without advice": (
        lambda: subject(certificate(issued_on=ON - 999 * DAY), law=without_advice()),
        [],
    ),
    "two citizenships": (
        lambda: subject(answers={"surname": "Rao", "other": "DE"}),
        [("certificate_second", "10(4)", "doc-criminal_record_2")],
    ),
    "each of two": (
        lambda: subject(
            Document(kind="criminal_record_2", blob_id="f4", country="DE", issued_on=ON, legalisation="consular"),
            answers={"surname": "Rao", "other": "DE"},
        ),
        [],
    ),
    "of a state that is neither": (
        lambda: subject(
            certificate(country="FR", legalisation="consular"), answers={"surname": "Rao", "residence": "Индия, Дели"}
        ),
        [("certificate_state", "10(4)", "doc-criminal_record")],
    ),
    "no treaty known": (
        lambda: subject(certificate(legalisation="treaty")),
        [("legalisation", "28", "doc-criminal_record")],
    ),
    "a foreign one called domestic": (
        lambda: subject(certificate(legalisation="domestic")),
        [("legalisation", "28", "doc-criminal_record")],
    ),
    "a consul is always enough": (lambda: subject(certificate(legalisation="consular")), []),
    "a state nobody knows": (lambda: subject(certificate(legalisation="treaty"), country_rules={}), []),
    "legalisation ahead": (
        lambda: subject(certificate(legalisation=""), list_key="petition"),
        [("legalisation_later", "28", "doc-criminal_record")],
    ),
    "the order ends before the petition": (
        lambda: subject(list_key="petition", applies_on=ON + 20 * DAY, file_until=ON + 19 * DAY),
        [("order_end", "", "time")],
    ),
    "the order ends soon": (lambda: subject(file_until=ON + DAY, end_near=True), [("order_end", "", "time")]),
    "a bar over a petition": (lambda: subject(list_key="petition", bar=BAR), [("bar", "19", "time")]),
    "a stay that is over": (lambda: subject(entries=OwnEntries(None, ON - 60 * DAY, 31)), [("stay", "", "time")]),
    "a stay over before the decision": (
        lambda: subject(entries=OwnEntries(None, ON - 60 * DAY, 0)),
        [("stay", "", "time")],
    ),
}  # fmt: skip


def without_advice() -> Any:
    return SimpleNamespace(rules=LAW.rules, terms=LAW.terms, advice={}, lists=LAW.lists)


@pytest.mark.parametrize("name", TABLE)
def test_each_finding_is_made_of_its_facts_alone(name: str) -> None:
    of, expected = TABLE[name]
    findings = preflight.advice(of())
    assert [(f.code, f.paragraph, f.place) for f in findings] == expected
    assert all(f.severity == Severity.ADVISORY and str(f.what) and str(f.todo) for f in findings)


def test_it_proposes_how_the_passport_may_spell_the_name() -> None:
    typed = subject(answers={}, typed={"surname": "Щербак"})
    assert "SHCHERBAK" in str(preflight.advice(typed)[0].todo)
    assert "RAO" in str(preflight.advice(replace(typed, entries=OwnEntries(ZONE)))[0].todo)


def test_days_without_a_visa_are_those_of_the_table_of_countries() -> None:
    entries = OwnEntries(None, ON - 29 * DAY, 0)
    known = {"IN": CountryRule(country="IN", stay_days=14, source="-")}
    assert not preflight.advice(subject(entries=entries, applies_on=ON - 60 * DAY))
    assert preflight.advice(subject(entries=entries, applies_on=ON - 60 * DAY, country_rules=known))[0].code == "stay"


# ------------------------------------------------------------------------------------------------ what blocks

WAYS = {
    (State.PETITION_DRAFT, False): "submit_petition",
    (State.PETITION_DRAFT, True): "submit_petition",
    (State.PETITION_INCOMPLETE, False): "resubmit_petition",
    (State.PETITION_SIGNED, False): "file_application",
    (State.PETITION_SIGNED, True): "file_application",
    (State.REWORK, False): "resubmit",
    (State.REWORK, True): "resubmit",
}


@pytest.mark.django_db
@pytest.mark.parametrize(("state", "prepared"), WAYS)
def test_what_blocks_is_what_the_step_refuses(state: State, prepared: bool) -> None:
    """Nothing is blocked on a guess, and nothing is refused of which the check is silent."""
    case = ways.fresh(people.case_in(state, prepared=prepared))
    now = people.after(case)
    button = next(b for b in buttons(case, owner(case), now) if b.step.name == WAYS[state, prepared])
    findings = [f for f in preflight.look_through(case, button.step, now) if f.blocks]
    assert bool(findings) == button.blocked == (not prepared)
    assert all(f.paragraph and str(f.todo) for f in findings)


def owner(case: Case) -> Any:
    return case.person.user


# ------------------------------------------------------------------------------------------------ the list of tasks


def tasks_at(case: Case, page: str) -> Any:
    with people.at(people.after(case)):
        return desks.signed_in(owner(case)).get(reverse(page, args=[case.pk])).context["tasks"]


@pytest.mark.django_db
def test_every_duty_is_a_task_and_what_is_optional_does_not_count() -> None:
    case = people.case_in(State.PETITION_DRAFT)
    tasks = tasks_at(case, "hub:petition:tasks")
    optional = [rule.kind for rule in LAW.lists["petition"] if not rule.required]
    assert optional and len([task for task in tasks if task.optional]) == len(optional)
    assert tasks.ready == tasks.total == len(LAW.lists["petition"]) - len(optional) + len(["consent", "your data"])
    assert tasks.may_sign
    Person.objects.filter(pk=case.person_id).update(citizenship="", address="")
    lacking = tasks_at(case, "hub:petition:tasks")
    assert lacking.ready == lacking.total - 1, "who one is, is a task too"
    assert (lacking.signing.status, lacking.signing.url) == (TaskStatus.CANNOT_START, "")


@pytest.mark.django_db
def test_an_application_without_anything_has_its_tasks() -> None:
    case = people.case_in(State.PETITION_SIGNED, prepared=False)
    tasks = tasks_at(case, "egov:application:home")
    status = {str(task.name): task.status for task in tasks}
    assert status["Department"] == status["Questionnaire"] == TaskStatus.INCOMPLETE
    assert status["State duty"] == TaskStatus.CANNOT_START, "it is paid when everything else is there"
    assert status["Petition of the ministry, attached by the portal"] == TaskStatus.COMPLETED
    assert not tasks.may_sign and 0 < tasks.ready < tasks.total
