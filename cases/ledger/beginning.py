"""The log begins: all that is there already gets its leaf. What was done to it before, the log cannot tell."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from cases.ledger import filing, rowcheck, versions
from cases.ledger.versions import Tracked
from cases.models import SealedLeaf
from cases.models.leafkinds import LeafKind, all_kinds, ref_of
from cases.models.leaves import add_leaves, leaves_of
from cases.models.user import password_trace

REASON = "log_begins"


def is_begun() -> bool:
    """Also where all leaves are gone: then what was filed says so."""
    return SealedLeaf.objects.exists() or filing.newest() is not None


def begin(now: datetime, seconds: float = float("inf")) -> bool:
    """Whether it is done; else another call goes on. Rows that are written meanwhile have their leaves already."""
    until = time.monotonic() + seconds
    for table in versions.tracked():
        _write_versions(table, now)
    for kind in all_kinds().values():
        for low, rows, high in rowcheck.spans(kind):
            if time.monotonic() > until:
                return False
            with transaction.atomic():
                _write_leaves(kind, [row[0] for row in rows], low, high)
    return True


def _write_leaves(kind: LeafKind, keys: Sequence[Any], low: str, high: str) -> None:
    known = rowcheck.leaves_between(kind.name, low, high)
    lacking = [key for key in keys if ref_of(key) not in known]
    rows = kind.model._default_manager.filter(pk__in=lacking).order_by("pk")
    if lacking and kind.model._meta.model_name in MAY_CHANGE:
        rows = rows.select_for_update()
    add_leaves([leaf for leaf in leaves_of(list(rows)) if leaf.kind == kind.name] if lacking else [])


MAY_CHANGE = frozenset({"deadline", "helper", "letter"})


def _write_versions(table: Tracked, now: datetime) -> None:
    """A row that was written past its history gets a version: the newest is what the row has to say."""
    for keys in versions.all_keys(table):
        lacking = [key for key, _row in versions.suspects(table, keys)]
        for row in table.rows.filter(pk__in=lacking) if lacking else ():
            columns = {field.attname: getattr(row, field.attname) for field in table.history.tracked_fields}
            if "password" in columns:
                columns["password"] = password_trace(columns["password"])
            facts = {"history_date": now, "history_type": "~", "history_change_reason": REASON}
            table.history(**facts, **columns).save(force_insert=True)
