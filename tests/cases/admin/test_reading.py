"""Lists that can be read and searched, and a log of who has read a case."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from cases.admin import render
from cases.engine.steps import STEPS
from cases.engine.steps.facts import words_of
from cases.law import paragraphs
from cases.law.titles import titles
from cases.models import (
    Case,
    Check,
    Consent,
    Deadline,
    Document,
    Event,
    Ground,
    Letter,
    Payment,
    Person,
    ReadLog,
    Signature,
)
from cases.programmes.nomad.states import State
from cases.reports.searching import person_search
from cases.values.dates import in_words
from tests import people
from tests.cases.admin.rooms import LABELS, REGISTRY, url

pytestmark = pytest.mark.django_db


def test_opening_a_case_is_remembered(auditor: Client, every_case: Any) -> None:
    case = every_case[State.KNB]
    auditor.get(url(Case, "change", case.pk))
    last = ReadLog.objects.filter(case=case).latest("id")
    assert (last.user, last.what, last.ref) == (people.auditor(), "case", str(case.pk))


@pytest.mark.parametrize("model", [Event, Deadline, Document, Letter, Payment, Signature, Check, Consent])
def test_opening_a_record_is_remembered_on_its_case(auditor: Client, every_case: Any, model: Any) -> None:
    row = model.objects.order_by("-id").first()
    auditor.get(url(model, "change", row.pk))
    last = ReadLog.objects.latest("id")
    assert (last.case_id, last.what, last.ref) == (row.case_id, model._meta.model_name, str(row.pk))


def test_opening_a_person_is_remembered_on_the_persons_cases(auditor: Client, every_case: Any) -> None:
    case = every_case[State.KNB]
    auditor.get(url(Person, "change", case.person_id))
    assert ReadLog.objects.filter(case=case, what="person").exists()


def test_looking_at_the_history_is_remembered(auditor: Client, every_case: Any) -> None:
    case = every_case[State.KNB]
    assert auditor.get(url(Case, "history", case.pk)).status_code == 200
    assert ReadLog.objects.filter(case=case, what="history").exists()


def test_a_case_page_shows_what_belongs_to_it(auditor: Client, every_case: Any) -> None:
    case = every_case[State.CARD_ISSUED]
    page = auditor.get(url(Case, "change", case.pk)).content.decode()
    document = Document.objects.filter(case=case, current=True)[0]
    letter = Letter.objects.filter(case=case)[0]
    assert reverse("cases:document", args=[case.pk, document.pk]) in page
    assert letter.number in page
    assert case.person.iin not in page  # masked
    assert people.FILLER in page  # an answer of the questionnaire


def test_a_deadline_shows_its_proof_in_words(auditor: Client, every_case: Any) -> None:
    row = Deadline.objects.filter(case=every_case[State.KNB], key="register")[0]
    auditor.cookies["django_language"] = "ru"
    page = auditor.get(url(Deadline, "change", row.pk)).content.decode()
    assert "день события, не считается" in page


def test_a_term_ends_in_the_admin_on_the_day_of_the_desks(auditor: Client, every_case: Any) -> None:
    """The stored moment lies in the day after: a list that shows it has the term end a day late."""
    case = every_case[State.KNB]
    row = Deadline.objects.get(case=case, key="knb")
    pages = {"case": url(Case, "change", case.pk), "cases": url(Case, "changelist") + f"?q={case.number}"}
    pages |= {"terms": url(Deadline, "changelist") + f"?case__id__exact={case.pk}"}
    auditor.cookies["django_language"] = "ru"
    with translation.override("ru"):
        last, after = in_words(row.last_day), in_words(row.due_at)
    for name, address in pages.items():
        page = unescape(auditor.get(address).content.decode())
        assert last in page and f"{after}, 00:00" not in page and f"{after}, 0:00" not in page, name
        assert len(heads := re.findall(r'scope="col"[^>]*column-(\w+)', page)) == len(set(heads)), name
    alone = unescape(auditor.get(url(Deadline, "change", row.pk)).content.decode())
    assert last in alone and "после последнего дня" in alone, "the bound is named as what it is"


def test_a_signature_shows_its_sheet_and_its_certificate(auditor: Client, every_case: Any) -> None:
    row = Signature.objects.filter(case=every_case[State.KNB])[0]
    page = unescape(auditor.get(url(Signature, "change", row.pk)).content.decode())
    assert row.sheet in page
    assert row.serial in page and "DEMO" in page and row.get_way_display() in page and row.way == "ncalayer"


SEARCHES = {
    "number": lambda case: case.number.lower(),
    "preliminary number": lambda case: case.preliminary_number,
    "number in ИС МП": lambda case: case.mp_number,
    "IIN": lambda case: case.person.iin,
    "surname": lambda case: case.person.surname[:4].lower(),
    "a part of a number": lambda case: case.number[-5:],
    "passport": lambda case: case.person.passport_number,
    "telephone": lambda case: case.person.phone[-7:],
    "e-mail": lambda case: case.person.user.email.upper(),
}


@pytest.mark.parametrize("by", SEARCHES)
def test_a_case_is_looked_up(auditor: Client, every_case: Any, by: str) -> None:
    case = every_case[State.GRANTED]
    response = auditor.get(url(Case, "changelist"), {"q": SEARCHES[by](case)})
    assert case in response.context["cl"].result_list


def test_the_auditor_finds_by_name_what_the_desks_find(auditor: Client) -> None:
    case = people.case_in(State.KNB)
    case.person.surname = "Doantri"
    case.person.save()
    for model, row in ((Case, case), (Person, case.person)):
        assert row in auditor.get(url(model, "changelist"), {"q": "Доантри"}).context["cl"].result_list
    assert auditor.get(url(Event, "changelist"), {"q": "Доантри"}).context["cl"].result_list
    near = auditor.get(url(Case, "changelist"), {"q": "Doxntri"})
    assert case in near.context["cl"].result_list
    assert "Doxntri" in str(next(iter(near.context["messages"]))), "it says that these are similar names"
    for nothing in ("Doyyytri", "HUB-2099", "' OR 1=1 --"):
        assert not auditor.get(url(Case, "changelist"), {"q": nothing}).context["cl"].result_list, nothing


@pytest.mark.parametrize(
    ("surname", "typed"),
    [("O’BRIEN", "o'bri"), ("Nguyễn", "NGUYEN"), ("DE LA CRUZ", "de la"), ("СУКАРНО", "сукарно"), ("İlker", "ILKER")],
)
def test_a_person_is_looked_up_by_any_spelling_of_the_name(surname: str, typed: str) -> None:
    person: Any = people.applicant(surname=surname, given_names="").person
    assert list(Person.objects.filter(person_search(typed))) == [person]
    assert not Person.objects.filter(person_search("'")).exists()
    person.surname = "Other"
    person.save(update_fields=["surname"])
    assert not Person.objects.filter(person_search(typed)).exists()


def test_every_list_can_be_searched_without_an_error(auditor: Client, every_case: Any) -> None:
    for label in LABELS:
        for text in ("HUB-2026-00001", "' OR 1=1 --", "\x00", "127.0.0.1", "990101300005"):
            response = auditor.get(url(REGISTRY[label], "changelist"), {"q": text})
            assert response.status_code in (200, 302, 403), (label, text)


def test_records_of_a_single_case_are_listed(auditor: Client, every_case: Any) -> None:
    case = every_case[State.KNB]
    response = auditor.get(url(Event, "changelist"), {"q": case.number})
    assert {row.case_id for row in response.context["cl"].result_list} == {case.pk}


@pytest.mark.parametrize(("language", "opens"), [("ru", "открыть ("), ("kk", "ашу (")])
def test_a_document_is_listed_by_its_title_in_the_auditors_language(
    auditor: Client, every_case: Any, language: str, opens: str
) -> None:
    case = every_case[State.KNB]
    auditor.cookies["django_language"] = language
    page = unescape(auditor.get(f"{url(Document, 'changelist')}?case__id__exact={case.pk}").content.decode())
    with translation.override(language):
        assert str(titles(case, "application")["criminal_record"]) in page
    assert opens in page and ">criminal_record<" not in page


def test_an_auditor_reads_paragraphs_and_facts_in_words(auditor: Client, every_case: Any) -> None:
    event = Event.objects.filter(step__startswith="propose_").order_by("-id")[0]
    with translation.override("ru"):
        page = unescape(auditor.get(url(Event, "change", event.pk)).content.decode())
        words, label = paragraphs.in_words(event.paragraph), str(words_of(STEPS[event.step].facts)["text"].label)
        assert render.lines([("Чисто", False)]) == "<b>Чисто</b>: нет"
    assert words in page and f"{label}</b>" in page


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_a_case_is_read_in_words_and_not_in_codes(auditor: Client, every_case: Any, language: str) -> None:
    auditor.cookies["django_language"] = language
    # One without a hyphen may be part of a file's name ("photo").
    codes = set(Ground.objects.filter(code__contains="-").values_list("code", flat=True)) | {"clear", "true", "false"}
    for state in (State.PRELIMINARY_REFUSED, State.REWORK, State.FINAL_REFUSED, State.PETITION_REFUSED):
        page = auditor.get(url(Case, "change", every_case[state].pk)).content.decode()
        shown = re.sub(r"<(script|details|pre|style|svg)\b.*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL)
        assert not sorted(codes & set(re.findall(r"[a-z][a-z0-9_-]+", unescape(shown)))), state


def test_letter_for_letter_it_is_there_too(auditor: Client, every_case: Any) -> None:
    event = Event.objects.filter(case=every_case[State.PRELIMINARY_REFUSED], step="refuse_preliminary")[0]
    page = unescape(auditor.get(url(Event, "change", event.pk)).content.decode())
    assert event.facts["grounds"][0] in page.partition("<pre>")[2]
    words = str(Ground.objects.get(kind="preliminary", code=event.facts["grounds"][0]))
    assert words[:40] in page.partition("<pre>")[0]
