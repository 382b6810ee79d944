"""What systems tell the portal: once by its key, strictly, and kept whatever becomes of it."""

from __future__ import annotations

from typing import Any

import pytest
from django_q.models import OrmQ

from cases.gateways import inbox
from cases.gateways.contract import INBOUND, Malformed
from cases.models import Case, Exchange
from cases.programmes.nomad.states import State
from tests.people import START

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def case(every_case: dict[State, Case]) -> Case:
    return every_case[State.KNB]


def payload(case: Case, **facts: Any) -> dict[str, Any]:
    return {"case": case.number, "clear": True, "reference": "1", "answered_on": "2026-06-20"} | facts


def receive(case: Case, key: str = "k-1", system: str = "knb", operation: str = "answer", **facts: Any) -> Exchange:
    return inbox.receive(system, operation, payload(case, **facts), key, START, "client-1", "r" * 32)


def test_what_comes_is_kept_and_the_worker_woken(case: Case, django_capture_on_commit_callbacks: Any) -> None:
    before = OrmQ.objects.count()
    with django_capture_on_commit_callbacks(execute=True):
        row = receive(case, in_reply_to="q-1")
    assert (row.direction, row.state, row.outcome, row.case, row.client, row.correlation) == (
        "in",
        "answered",
        "",
        case,
        "client-1",
        "q-1",
    )
    assert row.request == payload(case, in_reply_to="q-1", text="")
    assert OrmQ.objects.count() == before + 1


def test_the_same_key_with_the_same_words_is_kept_once(case: Case) -> None:
    first, second = receive(case), receive(case, text="")
    assert first.pk == second.pk
    assert Exchange.objects.get(pk=first.pk).repeats == 1


@pytest.mark.parametrize("other", [{"clear": False}, {"reference": "2"}, {"text": "x"}])
def test_the_same_key_with_other_words_is_a_conflict(case: Case, other: dict[str, Any]) -> None:
    receive(case)
    with pytest.raises(inbox.KeyReused):
        receive(case, **other)
    assert Exchange.objects.filter(direction="in").count() == 1


def test_a_key_belongs_to_its_system(case: Case) -> None:
    payload = {"case": case.number, "crossed_on": "2026-06-12"}
    receive(case)
    assert inbox.receive("berkut", "crossing", payload, "k-1", START).system == "berkut"


@pytest.mark.parametrize(
    ("system", "operation"), [("knb", "approve"), ("ibd", "check"), ("ibd", "answer"), ("", ""), ("knb", "ANSWER")]
)
def test_an_operation_the_portal_does_not_take_is_unknown(case: Case, system: str, operation: str) -> None:
    with pytest.raises(inbox.Unknown) as caught:
        receive(case, system=system, operation=operation)
    assert caught.value.what == "operation"


@pytest.mark.parametrize(
    ("system", "operation", "payload", "what"),
    [
        ("knb", "answer", {"case": "HUB-0", "clear": True, "reference": "1", "answered_on": "2026-06-20"}, "case"),
        ("psh", "payment", {"code": "DNR0", "paid": True, "amount": "1.00"}, "payment"),
    ],
)
def test_what_names_no_case_of_ours_is_unknown(system: str, operation: str, payload: dict[str, Any], what: str) -> None:
    with pytest.raises(inbox.Unknown) as caught:
        inbox.receive(system, operation, payload, "k-1", START)
    assert (caught.value.what, Exchange.objects.filter(direction="in").count()) == (what, 0)


@pytest.mark.parametrize("key", ["", "x" * 101, "a\nb", "ключ", "\0"])
def test_a_key_is_printable_and_short(case: Case, key: str) -> None:
    with pytest.raises(Malformed):
        receive(case, key=key)


@pytest.mark.parametrize("payload", [None, [], "x", 1, {}, {"case": 1}, {"case": "x" * 31}])
def test_what_is_no_message_is_malformed(payload: Any) -> None:
    for system, operation in INBOUND:
        with pytest.raises(Malformed) as caught:
            inbox.receive(system, operation, payload, "k-1", START)
        assert caught.value.faults
