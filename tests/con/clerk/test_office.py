"""The office of ЦОН: who leads it shares out its work, and reads no more than every clerk of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from cases.engine.people import owners
from cases.law.actors import Role
from cases.models import Case, User
from cases.programmes.nomad.states import State
from cases.workload import absences, counts, taking
from tests import people
from tests.cases.workload.test_taking import colleague
from tests.desks import home_url, signed_in, text

pytestmark = pytest.mark.django_db
OFFICE = "con:clerk:office"


@pytest.fixture
def lead() -> User:
    people.clerk()
    User.objects.filter(pk=people.clerk().pk).update(leads_office=True)
    return people.clerk()


def test_the_office_shows_who_works_on_what_and_gives_cases(lead: User) -> None:
    case, aigul = people.case_in(State.INTAKE, prepared=False), colleague("Aigul", Role.CLERK)
    now = people.after(case)
    taking.take(case.pk, aigul, now)
    counts.count(now)
    with people.at(now):
        client = signed_in(lead)
        assert f'href="{reverse(OFFICE)}"' in text(client.get(home_url(lead)))
        page = text(client.get(reverse(OFFICE)))
        assert "Aigul" in page and f'href="{home_url(lead)}?owner={aigul.pk}"' in page
        assert "Courier registries of the office" in page
        listed = client.get(home_url(lead), {"owner": str(aigul.pk)})
        assert [row[0] for row in listed.context["rows"]] == [case]
        given: dict[str, Any] = {"verb": "assign", "case": [str(case.pk)], "to": str(lead.pk), "note": "", "seen": "1"}
        people_there = client.post(reverse("cases:bulk"), given | {"to": ""}).context["people"]
        assert people_there == [aigul]
        client.post(reverse("cases:owner", args=[case.pk, "release"]))
        client.post(reverse("cases:bulk"), given | {"to": str(aigul.pk)})
    row = owners.assignment_of(Case.objects.get(pk=case.pk))
    assert row is not None and (row.user, row.by) == (aigul, lead)


def test_who_leads_enters_the_absences_of_the_office_alone(lead: User) -> None:
    aigul, far = colleague("Aigul", Role.CLERK), colleague("Far", Role.CLERK, "almaty")
    assert set(absences.staff_of(lead)) == {lead, aigul} and far not in absences.substitutes(lead)
    page = text(signed_in(lead).get(reverse("cases:absences")))
    assert "Aigul" in page and "Far" not in page


def test_nobody_else_has_the_office() -> None:
    assert signed_in(people.clerk()).get(reverse(OFFICE)).status_code == 404
    for user in (people.officer(), people.head("astana"), people.auditor()):
        assert signed_in(user).get(reverse(OFFICE)).status_code == 403
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=people.officer().pk).update(leads_office=True)
    with pytest.raises(taking.NotNowError):
        taking.assign(people.case_in(State.INTAKE).pk, people.clerk(), people.clerk(), "", people.START)
