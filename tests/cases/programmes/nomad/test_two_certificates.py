"""Two criminal record documents, of the state of citizenship and of that of residence (п. 4(8), 10(4)): each has its
own day, state and legalisation, and each is looked at."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.engine import performing
from cases.engine.steps.errors import NotMetError
from cases.models import Case, Document
from cases.programmes.nomad import filing
from cases.programmes.nomad.requirements import package_reconciled
from cases.programmes.nomad.states import State
from tests import people
from tests.cases.engine import ways

pytestmark = pytest.mark.django_db
SECOND_TITLE = "Второй документ о судимости"
FIRST, SECOND = "criminal_record", "criminal_record_2"


def with_second(case: Case, **facts: Any) -> Case:
    people.attach(case, case.person.user, SECOND, people.after(case), **facts)
    return ways.fresh(case)


def held(case: Case) -> dict[str, tuple[Any, ...]]:
    documents = ways.fresh(case).dossier.documents
    return {
        kind: (documents[kind].country, documents[kind].issued_on, documents[kind].legalisation)
        for kind in (FIRST, SECOND)
    }


def test_each_has_its_own_day_state_and_legalisation() -> None:
    case = with_second(people.case_in(State.PETITION_SIGNED), legalisation="consular")
    first, second = held(case).values()
    assert first[0] == "IN" and second[0] == "DE" and first[1] != second[1]
    assert (first[2], second[2]) == ("apostille", "consular")


@pytest.mark.parametrize("kind", [FIRST, SECOND])
def test_a_certificate_without_legalisation_holds_the_application_up(kind: str) -> None:
    case = with_second(people.case_in(State.PETITION_SIGNED))
    filing.describe(case.pk, case.person.user, people.after(case), kind, legalisation="", legalisation_note="")
    now = ways.ready_at(case, "file_application")
    with pytest.raises(NotMetError, match="легализован"):
        performing.perform(
            case.pk, "file_application", case.person.user, now, ways.facts(case, "file_application", now)
        )


def test_the_form_asks_of_each_what_it_is(client: Client) -> None:
    case = people.case_in(State.PETITION_SIGNED)
    client.force_login(case.person.user)
    with people.at(people.after(case)):
        page = client.get(reverse("egov:application:home", args=[case.pk])).content.decode()
    for name in ("country", "issued_on", "legalisation", "legalisation_note"):
        assert f'id="{FIRST}_{name}"' in page and f'id="{SECOND}_{name}"' in page


def test_the_officer_reads_and_corrects_each_by_itself(client: Client) -> None:
    case = with_second(people.case_in(State.PETITION_SIGNED))
    case = ways.take(case, "file_application")
    recorded = {"country": "AT", "issued_on": held(case)[SECOND][1] - timedelta(days=9), "legalisation": "consular"}
    before = held(case)[FIRST]
    given: dict[str, Any] = {
        "kind": SECOND,
        "recorded": recorded | {"legalisation_note": ""},
        "reason": "На документе другая дата.",
    }
    case = ways.take(case, "correct_document", **given)
    assert held(case)[FIRST] == before
    assert held(case)[SECOND] == (recorded["country"], recorded["issued_on"], "consular")
    client.force_login(people.officer())
    page = client.get(reverse("con:officer:case", args=[case.pk])).content.decode()
    assert "Австрия" in page and "Индия" in page


def test_the_second_original_is_compared_where_it_exists(every_case: dict[State, Case]) -> None:
    case, now = every_case[State.INTAKE], people.after(every_case[State.INTAKE])
    check = package_reconciled("con").check
    assert SECOND_TITLE not in str(check(case, now))
    first = Document.objects.get(case=case, kind=FIRST, current=True)
    second = {"case": case, "kind": SECOND, "blob": first.blob, "name": "second.pdf", "uploaded_by": case.person.user}
    Document.objects.create(**second, uploaded_at=now)
    assert SECOND_TITLE in str(check(ways.fresh(case), now))
    page = Client()
    page.force_login(people.clerk())
    assert SECOND_TITLE in page.get(reverse("con:clerk:case", args=[case.pk])).content.decode()


def test_what_was_recorded_of_a_single_document_before_stays() -> None:
    case = people.case_in(State.PETITION_SIGNED)
    Document.objects.filter(case=case, kind=FIRST).update(country="")
    assert ways.take(case, "file_application").dossier.documents[FIRST].legalisation == "apostille"
