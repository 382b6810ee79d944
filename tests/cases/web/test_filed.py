"""The page after a filing: number, what happens next, by when, a record to keep; its address stays."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from cases.engine.steps import STEPS
from cases.letters import record
from cases.models import Case, Signature
from cases.programmes.nomad.states import PLACES, State
from cases.values.dates import in_words
from tests import desks, people
from tests.cases.letters.facts import holds, read

pytestmark = pytest.mark.django_db


def filed(case: Case, step: str = "submit_petition") -> Signature:
    return Signature.objects.filter(case=case, step=step).order_by("-id")[0]


def seen(user: Any, case: Case, pk: object, *rest: str) -> Any:
    with people.at(people.after(case)):
        client = desks.signed_in(user, "kk")
        return client.get(reverse("cases:filing_record" if rest else "cases:filed", args=[case.pk, pk, *rest]))


def test_who_has_signed_reads_the_number_what_follows_and_by_when(client: Client) -> None:
    case = people.case_in(State.PETITION_SIGNED)
    with people.at(people.after(case)):
        client.force_login(case.person.user)  # type: ignore[arg-type]
        url = reverse("cases:step", args=[case.pk, "file_application"])
        answer = desks.send(client, url, {"version": case.version}, case.person.user)  # type: ignore[arg-type]
        assert answer.url == reverse("cases:filed", args=[case.pk, filed(case, "file_application").pk])
        page = html.unescape(client.get(answer.url, HTTP_ACCEPT_LANGUAGE="ru").content.decode())
    case.refresh_from_db()
    terms = record.began(case, filed(case, "file_application"))
    assert {d.key for d in terms} == {"register", "decision"}
    assert all(in_words(d.last_day) in page for d in terms) and case.number in page
    assert case.city.department in page  # type: ignore[union-attr]


def test_it_stays_where_it_was_and_says_how_the_case_stands() -> None:
    case = people.case_in(State.PRELIMINARY_APPROVED)
    page = html.unescape(seen(case.person.user, case, filed(case).pk).content.decode())
    with translation.override("kk"):
        assert case.number in page and str(PLACES[State.PRELIMINARY_APPROVED].plain) in page
    with people.at(people.after(case)):
        mine = desks.signed_in(case.person.user).get(reverse("egov:cabinet:case", args=[case.pk]))  # type: ignore[arg-type]
    assert reverse("cases:filed", args=[case.pk, filed(case).pk]) in mine.content.decode()


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_its_record_names_what_was_filed_and_the_signature(language: str) -> None:
    case = people.case_in(State.REGISTRATION)
    row = filed(case, "file_application")
    text = read(seen(case.person.user, case, row.pk, language).content)
    assert case.number in text and holds(text, row.subject_name)
    plain = "".join(text.split())
    assert row.sha256 in plain and all(sha256 in plain for _title, sha256 in record.filed_documents(case, row))
    assert len(record.filed_documents(case, row)) > 3


def test_nobody_else_opens_it_and_of_own_filings_alone() -> None:
    case = people.case_in(State.REGISTRATION)
    row, owner = filed(case, "file_application"), case.person.user
    assert seen(people.applicant(), case, row.pk).status_code == 404
    assert seen(people.officer(), case, row.pk).status_code in (403, 404)
    assert seen(owner, case, filed(case, "sign_petition").pk).status_code == 404
    assert seen(owner, case, row.pk, "en").status_code == 404
    assert [name for name, step in STEPS.items() if step.files] == [
        "submit_petition", "resubmit_petition", "file_application", "resubmit", "file_complaint"
    ]  # fmt: skip
