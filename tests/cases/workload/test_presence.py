"""Who has a case open, and who is writing: seen when the page is opened, and by the page that asks again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.law.actors import Role
from cases.models import Case, Presence, StepDraft, User
from cases.programmes.nomad.states import State
from cases.workload import presence
from tests import people
from tests.cases.engine import ways
from tests.cases.workload.test_taking import colleague

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    return people.case_in(State.PRELIMINARY_DECISION)


def of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_second_who_opens_it_sees_the_first_and_since_when(case: Case) -> None:
    officer, bolat = people.officer(), colleague("Bolat")
    page, now = reverse("con:officer:case", args=[case.pk]), people.after(case)
    with people.at(now):
        assert "открыто это дело" not in text(of(officer).get(page))
    with people.at(now + timedelta(seconds=30)):
        shown = text(of(bolat).get(page))
        assert "У сотрудника открыто это дело: Officer Astana" in shown
        assert "Bolat, с" not in shown, "nobody sees himself"
    with people.at(now + timedelta(minutes=10)):
        assert "открыто это дело" not in text(of(bolat).get(page)), "the first has closed the page long ago"


def test_who_writes_a_decision_is_seen_at_once_and_on_opening(case: Case) -> None:
    officer, bolat, now = people.officer(), colleague("Bolat"), people.after(case)
    form = reverse("cases:step", args=[case.pk, "propose_preliminary_refusal"])
    ask = reverse("cases:present", args=[case.pk])
    typed = {"case": case, "step": "propose_preliminary_refusal", "typed": True}
    StepDraft.objects.create(user=officer, at=now - people.DAY, **typed)
    with people.at(now):
        of(officer).get(form)
    with people.at(now + timedelta(seconds=20)):
        shown = text(of(bolat).get(form))
        assert "заполняет" not in shown, "who has opened a form writes nothing, whatever he wrote on another day"
        assert "У сотрудника открыто это дело: Officer Astana" in shown
        StepDraft.objects.filter(user=officer).update(at=now + timedelta(seconds=10))
        StepDraft.objects.create(user=bolat, at=now + timedelta(seconds=20), **typed)
        assert "Officer Astana заполняет" in text(of(bolat).get(form))
        asked = f"{ask}?version={case.version}&step=propose_preliminary_refusal&had="
        answer = of(officer).get(asked)
        assert "Bolat заполняет" in text(answer), "told without a new page"
        again = of(officer).get(asked + _mark(text(answer)))
        assert again.status_code == 204, "nothing new"


def _mark(shown: str) -> str:
    return shown.partition("had=")[2].partition('"')[0]


def test_the_page_says_that_the_case_has_moved_before_anything_is_sent(case: Case) -> None:
    bolat = colleague("Bolat")
    ways.take(case, "approve_preliminary")
    with people.at(people.after(ways.fresh(case))):
        ask = reverse("cases:present", args=[case.pk])
        answer = of(bolat).get(f"{ask}?version={case.version}&step=approve_preliminary")
    assert "Officer Astana" in text(answer) and 'role="status"' in text(answer)


def test_the_page_says_so_too_when_the_case_is_out_of_sight() -> None:
    case = people.case_in(State.MINISTRY_REVIEW)
    signer, other, now = people.signer(), colleague("Aida", Role.SIGNER, None), people.after(case)
    ask = reverse("cases:present", args=[case.pk])
    with people.at(now):
        of(signer).get(f"{ask}?version={case.version}&step=")
        Case.objects.filter(pk=case.pk).update(sent_to_ministry_at=None)
        answer = of(signer).get(f"{ask}?version={case.version}&step=")
        assert answer.status_code == 200 and "hx-get" not in text(answer), "it asks no more"
        assert reverse("hub:signing:home") in text(answer)
        assert of(other).get(ask).status_code == 404, "who had it not open learns nothing"


def test_a_page_that_asks_again_writes_seldom(case: Case) -> None:
    officer, now = people.officer(), people.after(case)

    def writes(at: Any) -> int:
        with CaptureQueriesContext(connection) as queries:
            presence.visit(case, officer, at)
        return sum("INSERT" in query["sql"] for query in queries)

    seconds = [0, 15, 30, 45, 60, 75, 90]
    assert [writes(now + timedelta(seconds=s)) for s in seconds] == [1, 0, 0, 1, 0, 0, 1]
    row = Presence.objects.get()
    assert (row.since, row.seen_at) == (now, now + timedelta(seconds=90))
    writes(now + timedelta(minutes=30))
    row.refresh_from_db()
    assert row.since == now + timedelta(minutes=30), "a page that was closed is opened anew"
    assert presence.forget(now + timedelta(minutes=32)) == 1


def test_who_only_reads_is_not_remembered(case: Case) -> None:
    for user in (people.signer(), people.clerk(), people.head("astana")):
        presence.is_watched(case, user)
        with people.at(people.after(case)):
            of(user).get(reverse("cases:present", args=[case.pk]))
    assert not Presence.objects.exists()


def test_a_step_that_is_taken_holds_nobody_up() -> None:
    case = people.case_in(State.REGISTRATION)
    officer, now = people.officer(), people.after(case)
    url = reverse("cases:step", args=[case.pk, "register"])
    with people.at(now):
        of(officer).get(url)
        assert Presence.objects.filter(user=officer, step="register").exists()
        given = {"mp_number": "MP-2026-1", "version": case.version}
        assert of(officer).post(url, given).status_code == 302
    assert not Presence.objects.filter(step="register").exists()
