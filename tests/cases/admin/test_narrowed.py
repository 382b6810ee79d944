"""Journals narrowed by who, when, from where and about which case, and what is typed that says nothing."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.law.calendar import local_day
from cases.models import Case, Event, ReadLog
from cases.programmes.nomad.states import State
from cases.reports.narrowing import NO_ADDRESS, NO_CASE, NO_DAY, NOBODY
from tests import people
from tests.cases.admin.rooms import LABELS, REGISTRY, url

pytestmark = pytest.mark.django_db


def rows(client: Client, model: Any, **asked: str) -> list[Any]:
    return list(client.get(url(model, "changelist"), asked).context["cl"].result_list)


def test_events_are_listed_by_person_day_page_and_case(auditor: Client, every_case: Any) -> None:
    case = every_case[State.KNB]
    event = Event.objects.filter(case=case, user__isnull=False).latest("id")
    day = local_day(event.at).isoformat()
    assert event in rows(auditor, Event, who=event.user.email, since=day, until=day, of_case=case.number)
    assert event in rows(auditor, Event, from_address=reverse("con:officer:case", args=[case.pk]), since=day)
    assert {row.user_id for row in rows(auditor, Event, who=event.user.email)} == {event.user_id}
    assert {row.case_id for row in rows(auditor, Event, of_case=case.number.lower())} == {case.pk}
    assert event not in rows(auditor, Event, of_case=case.number, until="2025-01-01")


def test_who_has_read_what_is_listed_by_address_and_shown_in_words(auditor: Client, every_case: Any) -> None:
    case = every_case[State.KNB]
    auditor.cookies["django_language"] = "ru"
    officer = Client(REMOTE_ADDR="203.0.113.9")
    officer.force_login(people.officer())
    with people.at(people.after(case)):
        officer.get(reverse("con:officer:case", args=[case.pk]))
    listed = auditor.get(url(ReadLog, "changelist"), {"from_address": "203.0.113.9", "who": "Officer"})
    assert [row.case_id for row in listed.context["cl"].result_list] == [case.pk]
    assert "страница дела" in listed.content.decode()
    assert not rows(auditor, ReadLog, from_address="203.0.113.10")


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"who": "nobody@example.org"}, NOBODY),
        ({"since": "2026-13-41"}, NO_DAY),
        ({"until": "9999-12-31"}, NO_DAY),
        ({"from_address": "somewhere"}, NO_ADDRESS),
        ({"of_case": "HUB-1900-1"}, NO_CASE),
        ({"since": "2026-06-02", "until": "2026-06-01"}, "раньше"),
    ],
)
def test_what_cannot_be_read_finds_nothing_says_so_and_stays_typed(
    auditor: Client, every_case: Any, asked: dict[str, str], says: Any
) -> None:
    response = auditor.get(url(Event, "changelist"), asked, headers={"accept-language": "ru"})
    page = response.content.decode()
    assert not response.context["cl"].result_list
    assert all(f'value="{value}"' in page for value in asked.values())
    assert str(says) in page or 'aria-invalid="true"' in page


def test_no_journal_falls_over_any_of_it(auditor: Client, every_case: Any) -> None:
    odd = {"who": "' OR 1=1", "since": "x" * 300, "until": "-1", "from_address": "/a/\u202e", "of_case": "%00"}
    for label in LABELS:
        assert auditor.get(url(REGISTRY[label], "changelist"), odd).status_code in (200, 302), label


def test_an_order_is_called_by_its_number(auditor: Client, every_case: Any) -> None:
    listed = auditor.get(url(Case, "changelist")).content.decode()
    assert re.search(r"field-edition_display[^>]*>[^<]*241", listed) and 'field-edition"' not in listed
    shown = auditor.get(url(Case, "change", every_case["screening"].pk)).content.decode()
    assert "field-edition_display" in shown and ">order_2026_241<" not in shown
