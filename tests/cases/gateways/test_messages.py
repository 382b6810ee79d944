"""Messages read strictly: every fault is found, named by its place, and nothing of the value is repeated."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from cases.gateways.contract import INBOUND, OPERATIONS, Malformed
from cases.gateways.jsontext import canonical, json_digest
from cases.gateways.knb.base import OpinionNotification
from cases.gateways.psh.base import PaymentNotification, Statement
from cases.gateways.subject import Subject
from cases.models.exchange import SYSTEMS

GOOD: dict[str, Any] = {"case": "HUB-2026-00001", "clear": True, "reference": "1", "answered_on": "2026-06-20"}
BAD: list[tuple[dict[str, Any], list[str]]] = [
    ({"clear": "yes"}, ["/clear"]),
    ({"clear": 1}, ["/clear"]),
    ({"clear": None}, ["/clear"]),
    ({"reference": 5}, ["/reference"]),
    ({"reference": "x" * 61}, ["/reference"]),
    ({"reference": "a\0b"}, ["/reference"]),
    ({"reference": "\ud800"}, ["/reference"]),
    ({"reference": "a\x1bb"}, ["/reference"]),
    ({"answered_on": "20.06.2026"}, ["/answered_on"]),
    ({"answered_on": "2026-02-30"}, ["/answered_on"]),
    ({"answered_on": "2026-W25-6"}, ["/answered_on"]),
    ({"answered_on": "0001-01-01"}, ["/answered_on"]),
    ({"answered_on": "٢٠٢٦-06-20"}, ["/answered_on"]),
    ({"answered_on": 20260620}, ["/answered_on"]),
    ({"extra": 1}, ["/extra"]),
    ({"a/b~c": 1}, ["/a~1b~0c"]),
    ({"clear": 0, "answered_on": "x", "more": {}}, ["/more", "/clear", "/answered_on"]),
]


@pytest.mark.parametrize(("changed", "where"), BAD)
def test_a_fault_is_named_by_its_place(changed: dict[str, Any], where: list[str]) -> None:
    with pytest.raises(Malformed) as caught:
        OpinionNotification.from_json(GOOD | changed)
    assert sorted(f.pointer for f in caught.value.faults) == sorted(where)
    assert not any("\0" in f.detail or "x" * 20 in f.detail for f in caught.value.faults)


@pytest.mark.parametrize("name", sorted(GOOD))
def test_what_is_needed_is_missed(name: str) -> None:
    with pytest.raises(Malformed) as caught:
        OpinionNotification.from_json({k: v for k, v in GOOD.items() if k != name})
    assert [f.pointer for f in caught.value.faults] == [f"/{name}"]


@pytest.mark.parametrize(
    ("amount", "good"),
    [
        ("17300.00", True),
        ("0.01", True),
        ("17300", False),
        ("17300.0", False),
        ("-1.00", False),
        ("1e3", False),
        (17300, False),
        (17300.0, False),
        ("NaN", False),
        ("99999999999.00", False),
    ],
)
def test_money_is_text_with_two_decimals(amount: Any, good: bool) -> None:
    payload = {"code": "DNR1", "paid": True, "amount": amount}
    if good:
        assert PaymentNotification.from_json(payload).amount == Decimal(amount)
    else:
        with pytest.raises(Malformed):
            PaymentNotification.from_json(payload)


@pytest.mark.parametrize(
    ("moment", "good"),
    [
        ("2026-06-20T12:00:00+05:00", True),
        ("2026-06-20T07:00:00Z", True),
        ("2026-06-20T07:00:00.123456Z", True),
        ("2026-06-20T12:00:00", False),
        ("2026-06-20", False),
        ("2026-06-20T25:00:00Z", False),
        ("2026-06-20 12:00:00Z", False),
    ],
)
def test_a_moment_carries_its_offset(moment: str, good: bool) -> None:
    payload = {"code": "DNR1", "paid": True, "amount": "1.00", "settled_at": moment}
    if good:
        assert PaymentNotification.from_json(payload).settled_at is not None
    else:
        with pytest.raises(Malformed):
            PaymentNotification.from_json(payload)


def test_a_fault_inside_a_list_is_named_by_its_index() -> None:
    with pytest.raises(Malformed) as caught:
        Statement.from_json({"items": [{"code": "1", "state": "paid"}, {"code": "2", "state": "gone"}, 5]})
    assert [f.pointer for f in caught.value.faults] == ["/items/1/state", "/items/2"]


IIN = "871013300123"
PERSON: dict[str, Any] = {"case": "HUB-2026-00001", "stage": "final", "iin": IIN, "surname": "Ким"}


@pytest.mark.parametrize(
    "changed",
    [
        {"iin": f"{IIN}0"},
        {"iin": int(IIN)},
        {"stage": IIN},
        {"surname": IIN * 20},
        {"surname": f"{IIN}\0"},
        {"surname": f"{IIN}\ud800"},
        {"born_on": IIN},
        {"born_on": {IIN: IIN}},
        {"born_in": IIN},
        {"given_names": [IIN]},
    ],
)
def test_no_fault_repeats_a_value(changed: dict[str, Any]) -> None:
    with pytest.raises(Malformed) as caught:
        Subject.from_json(PERSON | changed)
    assert IIN not in str(caught.value) and not any(IIN in str(fault) for fault in caught.value.faults)
    assert caught.value.__cause__ is None and caught.value.__context__ is None, "a traceback shows it"
    with pytest.raises(ValidationError) as own:
        Subject(**(PERSON | changed))
    assert IIN not in str(own.value)


def test_digits_of_other_scripts_are_no_iin() -> None:
    with pytest.raises(Malformed) as caught:
        Subject.from_json(PERSON | {"iin": "٨٧١٠١٣٣٠٠١٢٣"})
    assert [fault.pointer for fault in caught.value.faults] == ["/iin"]


def test_a_list_has_an_end() -> None:
    with pytest.raises(Malformed):
        Statement.from_json({"items": [{"code": "1", "state": "paid"}] * 501})


def test_a_message_reads_what_it_writes() -> None:
    notification = OpinionNotification(
        case="1", clear=False, reference="№ 7", answered_on=date(2026, 6, 20), text="Ә\n"
    )
    assert OpinionNotification.from_json(json.loads(canonical(notification.to_json()))) == notification
    paid = PaymentNotification(code="1", paid=True, amount=Decimal("5"), settled_at=datetime(2026, 6, 20, tzinfo=UTC))
    assert PaymentNotification.from_json(json.loads(canonical(paid.to_json()))) == paid


def test_what_is_hashed_does_not_depend_on_the_order_of_members() -> None:
    assert json_digest({"a": 1, "b": "№"}) == json_digest({"b": "№", "a": 1})
    assert canonical({"b": "№", "a": 1}) == '{"a":1,"b":"№"}'.encode()


@pytest.mark.parametrize(("changed", "where"), BAD)
def test_the_published_schema_refuses_what_the_reader_refuses(changed: dict[str, Any], where: list[str]) -> None:
    validator = Draft202012Validator(OpinionNotification.json_schema())
    assert validator.is_valid(GOOD)
    # What a schema can not say: days that do not exist, characters that are no text, digits of other scripts.
    unsaid = {"2026-02-30", "a\0b", "\ud800", "a\x1bb", "٢٠٢٦-06-20"}
    if not unsaid & {v for v in changed.values() if isinstance(v, str)}:
        assert not validator.is_valid(GOOD | changed)


def test_every_system_has_a_contract() -> None:
    assert {system for system, _name in OPERATIONS} == set(SYSTEMS)
    assert set(INBOUND) == {("knb", "answer"), ("berkut", "crossing"), ("psh", "payment"), ("courier", "status")}
    for which, op in (OPERATIONS | {("in", *k): v for k, v in INBOUND.items()}).items():
        assert op.paragraph and (op.sender == "portal") == (which in OPERATIONS)
        members = set(op.request.json_schema()["properties"])
        assert set(op.personal) <= members, "only what is in the request leaves"
        personal = {
            "iin",
            "surname",
            "given_names",
            "patronymic",
            "born_on",
            "born_in",
            "citizenship",
            "passport_number",
        }
        assert members & personal == set(op.personal), "and what leaves is named"
        Draft202012Validator.check_schema(op.request.json_schema())
