"""What the outside systems remember: a small SQLite file, so that КНБ still answers after a restart."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import RLock
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS asked (
    id INTEGER PRIMARY KEY, system TEXT, operation TEXT, key TEXT, sha256 TEXT, "case" TEXT, at TEXT,
    status INTEGER, answer TEXT, UNIQUE (system, key));
CREATE TABLE IF NOT EXISTS heard (
    id INTEGER PRIMARY KEY, system TEXT, operation TEXT, "case" TEXT, at TEXT, said TEXT DEFAULT '');
CREATE INDEX IF NOT EXISTS heard_case ON heard (system, operation, "case");
CREATE TABLE IF NOT EXISTS call (
    id INTEGER PRIMARY KEY, system TEXT, operation TEXT, key TEXT, body TEXT, wire TEXT, due TEXT, state TEXT,
    attempts INTEGER DEFAULT 0, status INTEGER, said TEXT DEFAULT '', "case" TEXT, waits_for INTEGER);
CREATE INDEX IF NOT EXISTS call_due ON call (state, due);
CREATE TABLE IF NOT EXISTS hit (rule TEXT PRIMARY KEY, n INTEGER);
CREATE TABLE IF NOT EXISTS pressed (code TEXT PRIMARY KEY, word TEXT);
CREATE TABLE IF NOT EXISTS nonce (nonce TEXT PRIMARY KEY, at TEXT);
"""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of theirs to the portal."""

    id: int
    system: str
    operation: str
    key: str
    body: dict[str, Any]
    wire: str
    """How it is spoilt (Spoilt as JSON); "" when not."""
    attempts: int
    case: str


class Store:
    """Shared by the threads of one process. `path` ":memory:" forgets at the end. Moments are aware, stored in UTC."""

    def __init__(self, path: Path | str) -> None:
        if isinstance(path, Path):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = RLock()
        self._file = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=20)
        self._file.execute("PRAGMA journal_mode=WAL")
        self._file.executescript(SCHEMA)

    def close(self) -> None:
        with self._lock:
            self._file.close()

    @contextmanager
    def whole(self) -> Iterator[None]:
        """All of the block or nothing, one thread at a time."""
        with self._lock:
            self._file.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._file.execute("ROLLBACK")
                raise
            self._file.execute("COMMIT")

    def _run(self, statement: str, values: Iterable[Any]) -> sqlite3.Cursor:
        """Moments are stored as text, objects as JSON."""
        with self._lock:
            return self._file.execute(statement, tuple(map(_kept, values)))

    def rows(self, question: str, *values: Any) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._run(question, values).fetchall()

    def write(self, order: str, *values: Any) -> int:
        """Rows touched."""
        return self._run(order, values).rowcount

    def insert(self, table: str, **values: Any) -> int:
        columns, places = ", ".join(f'"{name}"' for name in values), ", ".join("?" * len(values))
        row = self._run(f"INSERT INTO {table} ({columns}) VALUES ({places})", values.values())
        return row.lastrowid or 0

    # -------------------------------------------------------------------------------------------- requests

    def hear(self, system: str, operation: str, case: str, now: datetime) -> tuple[int, int]:
        """Note one request as it came: (its row, how often this was requested for this case by now)."""
        row = self.insert("heard", system=system, operation=operation, case=case, at=now)
        count = 'SELECT COUNT(*) FROM heard WHERE system = ? AND operation = ? AND "case" = ?'
        return row, int(self.rows(count, system, operation, case)[0][0])

    def remembered(self, system: str, key: str) -> tuple[Any, ...] | None:
        """(hash of the request, status, answer) of the question under this key."""
        rows = self.rows("SELECT sha256, status, answer FROM asked WHERE system = ? AND key = ?", system, key)
        return rows[0] if rows else None

    def hit(self, rule: str, times: int) -> bool:
        """Use a rule once more; False when it was used `times` times already (0: no limit)."""
        used = self.rows("SELECT n FROM hit WHERE rule = ?", rule)
        if times and used and used[0][0] >= times:
            return False
        self.write("INSERT INTO hit VALUES (?, 1) ON CONFLICT (rule) DO UPDATE SET n = n + 1", rule)
        return True

    def fresh(self, nonce: str, now: datetime, keep: timedelta) -> bool:
        """False when this nonce came before; those older than `keep` are forgotten."""
        self.write("DELETE FROM nonce WHERE at < ?", now - keep)
        return self.write("INSERT OR IGNORE INTO nonce VALUES (?, ?)", nonce, now) == 1

    def before(self, nonce: str) -> str:
        """The nonce of an earlier request, or where there was none one that nobody has sent."""
        rows = self.rows("SELECT nonce FROM nonce WHERE nonce != ? ORDER BY at DESC LIMIT 1", nonce)
        return str(rows[0][0]) if rows else nonce[::-1]

    # -------------------------------------------------------------------------------------------- calls

    def due(self, now: datetime, limit: int = 50) -> list[Call]:
        rows = self.rows(
            'SELECT id, system, operation, key, body, wire, attempts, "case" FROM call AS c'
            " WHERE state = 'planned' AND due <= ? AND (waits_for IS NULL OR NOT EXISTS"
            " (SELECT 1 FROM call AS b WHERE b.id = c.waits_for AND b.state = 'planned')) ORDER BY due, id LIMIT ?",
            now,
            limit,
        )
        return [Call(*[*row[:4], json.loads(row[4]), *row[5:]]) for row in rows]

    def called(self, call: Call, state: str, status: int | None, answer: str, due: datetime) -> None:
        """After an attempt: `state` is "told", "refused", "dead", or "planned" again for `due`."""
        self.write(
            "UPDATE call SET state = ?, status = ?, said = ?, due = ?, attempts = attempts + 1 WHERE id = ?",
            state,
            status,
            answer[:500],
            due,
            call.id,
        )


def _kept(value: Any) -> Any:
    """A moment sorts as text: one zone, one length."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value
