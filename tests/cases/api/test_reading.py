"""What a machine may read: by its rights, its city, its system; one by one and in lists."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Case, Exchange, Payment
from cases.programmes.nomad.states import State
from tests import people
from tests.cases.api.machines import ANSWER, SECOND, Machine, answer_of, machine, path_of, refused
from tests.conftest import Cases

pytestmark = [pytest.mark.django_db, pytest.mark.database]


SCOPED = {
    "/api/v1/cases/": "cases.read",
    "/api/v1/cases/DNR-1": "cases.read",
    "/api/v1/letters/ABCDEFGHJKMN": "letters.read",
    "/api/v1/exchanges/01890000-0000-7000-8000-000000000000": "exchanges.read",
}


@pytest.mark.parametrize("path", SCOPED)
def test_each_right_opens_its_own_and_nothing_else(path: str, now: datetime) -> None:
    holder = machine(now=now, scopes=[SCOPED[path]])
    assert holder.get(path).status_code in (200, 404)
    others = machine(
        now=now, scopes=[s for s in ("cases.read", "letters.read", "exchanges.read", "inbox") if s != SCOPED[path]]
    )
    refused(others.get(path), 403, "scope_missing")


def test_telling_needs_its_right_too(now: datetime, case: Case) -> None:
    refused(machine(now=now, scopes=["cases.read"]).post(ANSWER, answer_of(case), key="k"), 403, "scope_missing")


FIELDS = {
    "cases.permit": {"preliminary_number", "approved_at"},
    "cases.person": {"iin_masked"},
}


@pytest.mark.parametrize("held", [(), ("cases.permit",), ("cases.person",), tuple(FIELDS)])
def test_a_case_shows_what_the_rights_allow(held: tuple[str, ...], every_case: Cases) -> None:
    case = every_case[State.GRANTED]
    caller = machine(now=people.after(case), scopes=["cases.read", *held])
    shown = caller.get(path_of(case)).json()
    extra = set().union(*(FIELDS[s] for s in held))
    assert set(shown) & set().union(*FIELDS.values()) == extra
    assert caller.get("/api/v1/cases/").json()["results"][0].keys() == shown.keys()
    text = json.dumps(shown, ensure_ascii=False)
    assert case.person.iin not in text and case.person.surname not in text
    assert shown["state"] == "granted"
    if "cases.person" in held:
        assert shown["iin_masked"] == case.person.iin_masked


def test_another_citys_case_is_not_there(every_case: Cases, now: datetime) -> None:
    case = every_case[State.KNB]
    there, here = machine(now=now, city_id="almaty"), machine(now=now, city_id="astana")
    assert here.get(path_of(case)).status_code == 200
    refused(there.get(path_of(case)), 404, "unknown_case")
    assert there.get("/api/v1/cases/").json() == {"results": [], "next": None}
    refused(there.post(ANSWER, answer_of(case), key="k"), 404, "unknown_case")
    refused(there.post(ANSWER, {}, key="k"), 422, "invalid")
    assert not Exchange.objects.filter(key="k").exists()


def test_a_payment_is_shown_by_its_code_to_its_own_city_too(every_case: Cases) -> None:
    case = every_case[State.KNB]
    payment = Payment.objects.filter(case=case)[0]
    payload = {"code": payment.code, "paid": True, "amount": f"{payment.amount:.2f}"}
    there, here = (machine("psh", now=people.after(case), city_id=city) for city in ("almaty", "astana"))
    refused(there.post("/api/v1/inbox/psh/payment", payload, key="k"), 404, "unknown_payment")
    assert here.post("/api/v1/inbox/psh/payment", payload, key="k").status_code == 202


def test_what_is_not_filed_yet_is_nobodys(every_case: Cases, now: datetime) -> None:
    caller = machine(now=now)
    for state in (State.PETITION_DRAFT, State.SCREENING, State.PETITION_SIGNED):
        refused(caller.get(path_of(every_case[state])), 404, "unknown_case")
    shown = {row["number"] for row in caller.get("/api/v1/cases/").json()["results"]}
    assert every_case[State.PETITION_DRAFT].number not in shown


@pytest.mark.parametrize("number", ["DNR-2026-99999", "x", "%00", "%27--", "1" * 200, "%F0%9F%98%80"])
def test_an_unknown_case_is_not_there(number: str, knb: Machine) -> None:
    refused(knb.get(f"/api/v1/cases/{number}"), 404, "unknown_case")


# ------------------------------------------------------------------------------------------------ lists


def test_a_list_is_read_page_by_page_without_gap_or_repetition(every_case: Cases) -> None:
    caller = machine(now=max(people.after(c) for c in every_case.values()))
    numbers, cursor = [], ""
    while True:
        page = caller.get("/api/v1/cases/?limit=3" + (f"&cursor={cursor}" if cursor else "")).json()
        assert len(page["results"]) <= 3
        numbers += [row["number"] for row in page["results"]]
        cursor = page["next"]
        if not cursor:
            break
    known = {"knb": "checks_since", "preliminary_decision": "checks_since"}
    rows = Case.objects.filter(filed_at__isnull=False)
    filed = sorted(rows, key=lambda row: (getattr(row, known.get(row.state, "state_since")), row.id))
    assert numbers == [row.number for row in filed]
    assert len(numbers) > 10


def test_a_list_says_what_has_moved_since(every_case: Cases) -> None:
    case = every_case[State.GRANTED]
    caller = machine(now=people.after(case))
    since = case.state_since.isoformat().replace("+", "%2B")
    rows = caller.get(f"/api/v1/cases/?state=granted&changed_since={since}").json()["results"]
    assert [row["number"] for row in rows] == [case.number]
    later = (case.state_since + SECOND).isoformat().replace("+", "%2B")
    assert caller.get(f"/api/v1/cases/?state=granted&changed_since={later}").json()["results"] == []


def test_a_list_lags_behind_so_that_no_late_commit_is_missed(case: Case) -> None:
    assert case.checks_since
    caller = machine(now=case.checks_since + 29 * SECOND)
    assert case.number not in str(caller.get("/api/v1/cases/?state=checks").json())
    caller.now += 2 * SECOND
    assert case.number in str(caller.get("/api/v1/cases/?state=checks").json())


WRONG_QUERIES = {
    "state=nowhere": "?state",
    "state=knb": "?state",
    "state=": "?state",
    "changed_since=yesterday": "?changed_since",
    "changed_since=2026-06-01": "?changed_since",
    "changed_since=2026-06-01T10:00:00": "?changed_since",
    "changed_since=0001-01-01T00:00:00%2B23:59": "?changed_since",
    "cursor=abc": "?cursor",
    "cursor=%FF%00": "?cursor",
    "limit=0": "?limit",
    "limit=101": "?limit",
    "limit=-1": "?limit",
    "limit=%D9%A1": "?limit",
    "page=2": "?page",
    "limit=1&limit=2": "?limit",
    "state=knb&state=granted": "?state",
}


@pytest.mark.parametrize("query", WRONG_QUERIES)
def test_a_wrong_question_is_reported_where(query: str, knb: Machine) -> None:
    problem = refused(knb.get(f"/api/v1/cases/?{query}"), 422, "invalid")
    assert [fault["pointer"] for fault in problem["errors"]] == [WRONG_QUERIES[query]]


def test_a_list_follows_the_index_and_counts_nothing(knb: Machine) -> None:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        knb.get("/api/v1/cases/?limit=2")
    assert not [q for q in seen.captured_queries if "COUNT(" in q["sql"].upper()]


# ------------------------------------------------------------------------------------------------ letters, exchanges


def test_a_letter_tells_what_everybody_may_know(every_case: Cases) -> None:
    letter = every_case[State.GRANTED].letters.get(kind="final_grant")
    caller = machine(now=people.after(every_case[State.GRANTED]))
    answer = caller.get(f"/api/v1/letters/{letter.code}").json()
    assert (answer["number"], answer["kind"], answer["standing"]) == (letter.number, "final_grant", "authentic")
    assert every_case[State.GRANTED].person.surname not in json.dumps(answer, ensure_ascii=False)
    refused(caller.get("/api/v1/letters/ABCDEFGHJKMN"), 404, "unknown_letter")
    refused(caller.get("/api/v1/letters/%00"), 404, "unknown_letter")


def test_an_exchange_is_its_own_systems_affair(knb: Machine, case: Case, now: datetime) -> None:
    answer = knb.post(ANSWER, answer_of(case), key="k-1").json()
    path = f"/api/v1/exchanges/{answer['id']}"
    again = knb.get(path).json()
    assert (again["id"], again["system"], again["operation"], again["key"]) == (answer["id"], "knb", "answer", "k-1")
    assert "K-1" not in json.dumps(again)
    refused(machine("psh", now=now).get(path), 404, "unknown_exchange")
    refused(machine("knb", now=now, city_id="almaty").get(path), 404, "unknown_exchange")
