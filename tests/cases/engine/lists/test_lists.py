"""Filters and orders of a list: within the scope, by keyset both ways, read from an address that may hold anything."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.engine.lists import listquery, queues, term_steps
from cases.engine.lists.listquery import FILTERS, ORDERS, DeskUser
from cases.models import Assignment, Case
from cases.models.case import NEVER
from cases.programmes.nomad.states import State
from tests import lists, people

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NOW = people.START + timedelta(days=2)


def some(number: int = 7) -> list[Case]:
    """Of one officer, each with a term of its own; some of the days fall together."""
    cases = [people.case_in(State.KNB) for _ in range(number)]
    for i, case in enumerate(cases):
        at = NOW + timedelta(days=i // 2)
        Case.objects.filter(pk=case.pk).update(queue_at=at, state_since=at, filed_at=at, sort_name="abcd"[i % 4])
    return cases


def walked(back: bool = False, size: int = 2, **parts: Any) -> list[Any]:
    """All screens, one after the other; `back`: from the end to the start."""
    user, seen, cursor = people.officer(), list[Any](), ""
    if back:
        while (page := lists.listing(user, after=cursor, size=size, **parts)).after:
            cursor = page.after
        seen, cursor = [c.pk for c in page.cases], page.before
        while cursor:
            page = lists.listing(user, before=cursor, size=size, **parts)
            seen, cursor = [c.pk for c in page.cases] + seen, page.before
        return seen
    while True:
        page = lists.listing(user, after=cursor, size=size, **parts)
        seen, cursor = seen + [c.pk for c in page.cases], page.after
        if not cursor:
            return seen


@pytest.mark.parametrize("order", [sign + name for name in ORDERS for sign in ("", "-")])
def test_each_order_holds_each_case_once_forwards_and_back(order: str) -> None:
    some()
    whole = [c.pk for c in lists.listing(people.officer(), sort=order, size=100).cases]
    assert len(whole) == 7
    assert walked(sort=order) == walked(sort=order, back=True) == whole
    turned = order[1:] if order[0] == "-" else f"-{order}"
    assert [c.pk for c in lists.listing(people.officer(), sort=turned, size=100).cases] == whole[::-1]


@pytest.mark.parametrize("order", list(ORDERS))
def test_cases_that_come_and_go_move_no_other_from_its_page(order: str) -> None:
    cases = some()
    first = lists.listing(people.officer(), sort=order, size=3)
    rest = [c.pk for c in lists.listing(people.officer(), sort=order, after=first.after, size=100).cases]
    new = people.case_in(State.KNB)
    Case.objects.filter(pk=new.pk).update(
        queue_at=NOW - people.DAY, state_since=NOW - people.DAY, filed_at=NOW - people.DAY, sort_name="a"
    )
    Case.objects.filter(pk=first.cases[0].pk).update(waits_on="clerk")
    after = [c.pk for c in lists.listing(people.officer(), sort=order, after=first.after, size=100).cases]
    assert after == rest and len(cases) == 7


STEPS = {
    "overdue": timedelta(days=-1),
    "today": timedelta(hours=8),
    "soon": timedelta(days=3),
    "in_time": timedelta(days=9),
}


def test_what_is_new_is_asked_of_each_case_and_not_of_all_that_the_reader_ever_read() -> None:
    """Of EXISTS PostgreSQL makes a table of all readings of the user, which grows with the years."""
    people.case_in(State.KNB)
    with CaptureQueriesContext(connection) as asked:
        assert len(lists.listing(people.officer()).cases) == 1
    [sql] = [row["sql"] for row in asked if "cases_readlog" in row["sql"]]
    assert 'EXISTS(SELECT 1 AS "a" FROM "cases_readlog"' not in sql


def at_each_step() -> dict[str, Any]:
    placed = {}
    for step, ahead in STEPS.items():
        case = people.case_in(State.KNB)
        Case.objects.filter(pk=case.pk).update(queue_at=NOW + ahead, due_at=NOW + ahead)
        placed[step] = case.pk
    case = people.case_in(State.KNB)
    Case.objects.filter(pk=case.pk).update(queue_at=NEVER, due_at=None)
    return placed | {"none": case.pk}


def test_the_five_steps_of_a_term_part_the_list_and_are_counted() -> None:
    placed, user = at_each_step(), people.officer()
    for step in term_steps.LABELS:
        assert [c.pk for c in lists.listing(user, now=NOW, term=step).cases] == [placed[step]], step
    counts = queues.counts(user, NOW, "", term_steps.LABELS)
    assert {step: counts[step] for step in term_steps.LABELS} == dict.fromkeys(term_steps.LABELS, 1)


def test_each_filter_leaves_what_fits() -> None:
    fitting, other = people.case_in(State.KNB), people.case_in(State.CHECKS)
    fitting.person.citizenship, other.person.citizenship = "VN", "TR"
    for case in (fitting, other):
        case.person.save()
    Case.objects.filter(pk=fitting.pk).update(profession_code="2512", state_since=NOW)
    Case.objects.filter(pk=other.pk).update(profession_code="2514", state_since=NOW - 3 * people.DAY)
    day = NOW.date().isoformat()
    wanted_parts: list[dict[str, Any]] = [
        {"citizenship": "VN"},
        {"citizenship": "vn"},
        {"profession": "2512"},
        {"from": day},
        {"state": "knb"},
        {"citizenship": "VN", "profession": "2512", "from": day, "until": day, "sort": "-name"},
    ]
    for parts in wanted_parts:
        assert lists.listing(people.officer(), **parts).cases == [fitting], parts
    assert lists.listing(people.officer(), until=(NOW - people.DAY).date().isoformat()).cases == [other]
    assert lists.listing(people.officer(), citizenship="VN", profession="2514").cases == []
    assert lists.listing(people.officer("almaty"), citizenship="VN").cases == []


BAD = {
    "state": ["granted_to_me", "screening", "%", "' OR 1=1"],
    "term": ["never", "OVERDUE"],
    "citizenship": ["ZZ", "Россия"],
    "profession": ["x" * 21, "\0", "a\nb"],
    "discrepancy": ["1"],
    "from": ["2026-13-01", "x", "0001-01-01", "9999-12-31"],
    "until": ["yesterday"],
    "sort": ["id", "--term", "person__iin"],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in BAD.items() for value in values])
def test_what_an_address_holds_amiss_is_left_out_and_named(name: str, value: str) -> None:
    case, asked = people.case_in(State.KNB), DeskUser(people.officer(), "nomad", NOW)
    read = listquery.from_parameters({name: value, "unknown": "x"}, asked)
    assert len(read.ignored) == 1 and read.plain
    assert list(listquery.cases(read, asked)) == [case]


def test_a_long_search_is_cut_and_named() -> None:
    read = listquery.from_parameters({"q": "Doantri " * 1000}, DeskUser(people.officer(), "nomad", NOW))
    assert len(read.words) <= 60 and read.ignored


@pytest.mark.parametrize("order", list(ORDERS))
@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "~",
        "~~",
        "\0~\0",
        "2026-06-01~x",
        "9999-12-31T23:59:59-14:00~018f0000-0000-7000-8000-00000000000x",
        "a~b~c~d",
    ],
)
def test_a_cursor_that_is_none_begins_the_list_again_and_says_so(cursor: str, order: str) -> None:
    case = people.case_in(State.KNB)
    for way in ("after", "before"):
        parts: dict[str, Any] = {"sort": order, way: cursor}
        page = lists.listing(people.officer(), **parts)
        assert page.cases == [case] and page.lost


def test_what_is_wanted_is_written_as_an_address_and_read_again() -> None:
    asked = DeskUser(people.officer(), "nomad", NOW)
    parts = {
        "q": "Доантри & co",
        "state": "knb",
        "term": "soon",
        "citizenship": "VN",
        "from": "2026-06-01",
        "sort": "-name",
    }
    read = listquery.from_parameters(parts, asked)
    assert dict(parse_qsl(read.query)) == parts and not read.ignored
    assert listquery.parse(read.query, asked) == read
    assert set(parts) - {"q", "sort"} <= set(FILTERS)


def test_nothing_of_a_list_is_counted_or_skipped() -> None:
    some(3)
    officer = people.officer()
    with CaptureQueriesContext(connection) as queries:
        lists.listing(officer, sort="name", term="soon", size=1)
    assert len(queries) == 1
    assert "COUNT" not in queries[0]["sql"] and "OFFSET" not in queries[0]["sql"]


def test_the_own_cases_and_those_of_nobody_are_kept_apart() -> None:
    mine, free, officer = people.case_in(State.KNB), people.case_in(State.KNB), people.officer()
    Assignment.objects.create(
        case=mine, actor="officer", user=officer, way=Assignment.TAKEN, by=officer, at=people.START
    )
    assert lists.listing(officer, owner="mine").cases == [mine]
    assert lists.listing(officer, owner="nobody").cases == [free]
    assert listquery.from_parameters({"owner": "hers"}, DeskUser(officer, "nomad", NOW)).ignored
