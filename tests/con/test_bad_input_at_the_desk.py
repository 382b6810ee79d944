"""What an officer does wrong gets words in the own language; what was typed stays; nothing is half done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from cases.models import Assignment, Case, CaseNote, Event, Letter
from cases.programmes.nomad.states import State
from cases.workload import absences, taking
from tests import people
from tests.cases.workload.test_taking import colleague
from tests.desks import signed_in, step_url, text

pytestmark = pytest.mark.django_db

LONG = "Слово и дело. " * 3_600
SCRIPT = "<script>alert(1)</script> Документ не подтверждает заявленного."
Sent = tuple[str, str, dict[str, Any], str]


def _decisions(case: Case) -> Iterator[Sent]:
    """(what, address, form, what of it has to stand on the page that answers)."""
    refusal = step_url(case, "propose_preliminary_refusal")
    ground, words = people.free_ground("preliminary"), people.REASONS
    held = {"version": case.version, "grounds": [ground], "place": "Room 4"}
    yield "a reason of 50,000 characters", refusal, held | {"text": LONG}, LONG[:60]
    yield "an empty reason", refusal, held | {"text": " \u200b "}, "Room 4"
    yield "boilerplate", refusal, held | {"text": "Отказать. Отказать."}, "Отказать. Отказать."
    yield "a reason without a ground", refusal, held | {"grounds": [], "text": words}, words
    yield "a script for a reason", refusal, held | {"grounds": [], "text": SCRIPT}, escape(SCRIPT)


def _handed_over(case: Case) -> Iterator[Sent]:
    url, note = reverse("cases:owner", args=[case.pk, "hand_over"]), "Справка запрошена письмом."
    now = people.after(case)
    absent, other = colleague("Absent"), colleague("Other", city="almaty")
    days = absences.Days(now.date(), now.date() + timedelta(days=3))
    absences.enter(absent, absent.pk, days, None, now)
    for what, to in (("to who is absent", absent.pk), ("to another city", other.pk), ("to nobody", "")):
        yield what, url, {"to": str(to), "note": note}, note
    yield "a note of 50,000 characters", url, {"to": str(absent.pk), "note": LONG}, LONG[:60]


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_a_wrong_decision_or_hand_over_is_answered_in_words_and_does_nothing(language: str) -> None:
    case, officer = people.case_in(State.PRELIMINARY_DECISION), people.officer()
    now, wrong = people.after(case), []
    taking.take(case.pk, officer, now)
    before = Event.objects.count(), Letter.objects.count(), CaseNote.objects.count()
    with people.at(now):
        client: Client = signed_in(officer, language)
        for what, url, form, kept in (*_decisions(case), *_handed_over(case)):
            answer = client.post(url, form, follow=True)
            page = text(answer)
            if answer.status_code not in (409, 422) or kept not in page or "<script>alert" in page:
                wrong.append((what, answer.status_code, kept in page))
    assert wrong == []
    assert (Event.objects.count(), Letter.objects.count(), CaseNote.objects.count()) == before
    assert Assignment.objects.get(ended_at=None).user == officer
