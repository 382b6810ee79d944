"""No list counts its table, and none asks once a row."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.admin.base import AtLeast, CappedPaginator
from cases.models import Case, permissions
from cases.programmes.nomad.states import State
from tests.cases.admin.rooms import REGISTRY, url

pytestmark = pytest.mark.django_db

LIST_BUDGET, PAGE_BUDGET = 8, 16
"""Of a page the last is the leaf of its reading, which PostgreSQL gets in one message with the reading itself."""


def statements(client: Client, address: str) -> int:
    client.get(address)  # content types and catalogues are read once a process
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get(address)
    assert response.status_code == 200
    return len(queries)


@pytest.mark.parametrize("label", sorted(permissions.RECORDS | {"cases.effect", "cases.user"}))
def test_a_list_takes_few_statements(auditor: Client, every_case: Any, label: str) -> None:
    assert statements(auditor, url(REGISTRY[label], "changelist")) <= LIST_BUDGET


def test_the_case_list_takes_as_many_statements_for_a_single_case_as_for_many(auditor: Client, every_case: Any) -> None:
    many = statements(auditor, url(Case, "changelist"))
    single = statements(auditor, url(Case, "changelist") + f"?id__exact={every_case[State.KNB].pk}")
    assert many == single <= LIST_BUDGET


@pytest.mark.parametrize("state", [State.PETITION_DRAFT, State.FINAL_REVIEW, State.CARD_ISSUED])
def test_a_case_page_stays_within_its_budget(auditor: Client, every_case: Any, state: State) -> None:
    assert statements(auditor, url(Case, "change", every_case[state].pk)) <= PAGE_BUDGET


def test_a_list_never_counts_its_table(auditor: Client, every_case: Any) -> None:
    for label in sorted(permissions.RECORDS):
        with CaptureQueriesContext(connection) as queries:
            auditor.get(url(REGISTRY[label], "changelist"))
        counts = [q["sql"] for q in queries if "COUNT(" in q["sql"]]
        assert all("LIMIT 1001" in sql for sql in counts), (label, counts)
        assert not [q for q in queries if "DISTINCT" in q["sql"]], label


def test_the_paginator_stops_at_its_cap(monkeypatch: Any, every_case: Any) -> None:
    monkeypatch.setattr("cases.admin.base.CAP", 3)
    count = CappedPaginator(Case.objects.order_by("-id"), 2).count
    assert (int(count), str(count), type(count)) == (3, "3+", AtLeast)
