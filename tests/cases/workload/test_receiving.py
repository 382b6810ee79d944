"""Who receives work from another is notified: of a case, of many at once, of days as a substitute."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import translation

from cases.letters import mail
from cases.models import Case, Notice, User
from cases.programmes.nomad.states import State
from cases.workload import absences, bulk, taking
from tests import people
from tests.cases.engine import ways
from tests.cases.workload.test_taking import away, colleague

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    return people.case_in(State.REGISTRATION)


def notices(user: User) -> list[str]:
    with translation.override("en"):
        rows = Notice.objects.filter(user=user, what__in=mail.WORDS).order_by("id")
        return [mail.words(row) for row in rows if row.what != "queue"]


def test_of_a_case_that_is_handed_over_or_assigned(case: Case) -> None:
    now, officer, bolat, head = people.after(case), people.officer(), colleague("Bolat"), people.head("astana")
    taking.take(case.pk, officer, now)
    taking.hand_over(case.pk, officer, bolat, "The certificate is to be asked for.", now)
    taking.assign(case.pk, head, officer, "", now)
    begins = f"{officer.full_name} has handed the case over to you."
    assert notices(bolat) == [f"{begins} Note: The certificate is to be asked for."]
    assert notices(officer) == [f"{head.full_name} has assigned the case to you. Note: –"]


def test_of_many_cases_once(case: Case) -> None:
    other, head, bolat = people.case_in(State.REGISTRATION), people.head("astana"), colleague("Bolat")
    now = people.after(other)
    facts = {"to": str(bolat.pk), "note": "For this week."}
    gone = people.case_in(State.REGISTRATION)
    ways.take(gone, "return_for_rework")
    action = bulk.begin(head, "assign", [case.pk, other.pk, gone.pk], facts, now)
    assert action.done_at and bulk.run_items(action, now) == 0
    assert notices(bolat) == [f"{head.full_name} has passed cases to you, 2 in all. Note: For this week."]


def test_of_a_substitution_and_its_end(case: Case) -> None:
    now, officer, bolat, head = people.after(case), people.officer(), colleague("Bolat"), people.head("astana")
    away(officer, case, bolat)
    assert notices(officer) == [], "who enters his own absence knows"
    assert notices(bolat)[0].startswith(f"You stand in for {officer.full_name} from ")
    row = absences.absences_of(officer, now, 5)[0]
    absences.withdraw(officer, row.pk, now)
    assert notices(bolat)[1].startswith(f"You do not stand in for {officer.full_name} any more")
    span = absences.Days(row.last + timedelta(days=1), row.last + timedelta(days=2))
    absences.enter(head, officer.pk, span, None, now)
    assert notices(officer)[0].startswith(f"{head.full_name} has entered you as absent from ")


@pytest.mark.database
def test_the_own_cases_come_at_a_single_press_with_their_own_numbers_and_those_elsewhere_too(
    case: Case, client: Client
) -> None:
    officer, bolat, elsewhere = people.officer(), colleague("Bolat"), people.case_in(State.REGISTRATION)
    for_nobody = people.case_in(State.REGISTRATION)
    now = people.after(for_nobody)
    taking.take(case.pk, officer, now)
    taking.take(elsewhere.pk, officer, now)
    ways.take(Case.objects.get(pk=elsewhere.pk), "return_for_rework")
    client.force_login(officer)
    with people.at(now), translation.override("ru"):
        whole = client.get("/con/officer/?all=1").context
        mine = client.get("/con/officer/?owner=mine").context
        back = client.get("/con/officer/?elsewhere=mine").context
        client.force_login(bolat)
        nothing = client.get("/con/officer/?elsewhere=mine").context
    assert [link.current for link in mine["owned"]] == [True, False]
    assert mine["owned"][0].url == "?all=1" and whole["owned"][0].url == "?owner=mine"
    assert [sum(int(step.shown) for step in page["terms"]) for page in (whole, mine)] == [2, 1]
    assert (mine["tabs"][0].shown, whole["tabs"][0].shown) == ("1", "2")
    assert [row.pk for row in mine["cases"]] == [case.pk]
    assert [row.pk for row in back["cases"]] == [elsewhere.pk] and nothing["cases"] == []
