"""The digest of a row is of plain JSON, however it is put together."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from cases.models.leafkinds import LeafKind, all_kinds

ODD: list[Any] = [
    "x", 'a "word"\n\t\\ \x00 \u2028 ⌘ ж', 1, -5, 10**20, True, 0.5, ["b", {"ж": None, "a": [1]}],
    {"b": 1, "a": {"z": 2}}, b"bytes", Decimal("1.50"),
]  # fmt: skip


@pytest.mark.parametrize("value", ODD, ids=repr)
def test_a_digest_is_that_of_plain_json(value: Any) -> None:
    kind = LeafKind("x", None, (("a", None), ("b", None), ("c", None)))
    content = kind.content(["first", value, None])
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=str)
    assert kind.digest("r", content) == hashlib.sha256(f"dnr row 1\nx\nr\n{text}".encode()).digest()
    assert kind.row_digest("r", ["first", value, None]) == kind.digest("r", content)


def test_columns_stand_in_the_order_of_their_names() -> None:
    for kind in all_kinds().values():
        assert list(kind.names) == sorted(kind.names)


def test_a_moment_and_a_key_have_a_single_form() -> None:
    kind = all_kinds()["event"]
    utc = datetime(2026, 11, 30, 5, tzinfo=UTC)
    key = UUID("0193abcd-0000-7000-8000-000000000001")
    forms: list[tuple[Any, Any]] = [
        (utc, key),
        (utc.astimezone(ZoneInfo("Asia/Almaty")), str(key)),
        (utc.isoformat(), key.hex.upper()),
        ("2026-11-30 05:00:00", key.hex),
        ("2026-11-30 05:00:00.000000", key.hex),
    ]
    made = set()
    for moment, pk in forms:
        values = [{"at": moment, "case_id": pk}.get(name) for name in kind.names]
        made |= {kind.digest("r", kind.content(values)), kind.row_digest("r", values)}
    assert len(made) == 1


def test_nothing_and_none_are_two_where_a_column_may_be_null() -> None:
    kind = LeafKind("x", None, (("a", None), ("b", None)), nullable=frozenset("a"))
    assert kind.content([0, 0]) == {"a": 0}
    assert kind.row_digest("r", [0, 0]) == kind.digest("r", {"a": 0}) != kind.row_digest("r", [None, 0])
