"""What strangers leave behind, and how much of it there may be: rows made by people who never came in.

Each such table keeps what is young enough and no more rows than `most`, whichever is less; the newest stay. Between two
runs of the job the pace of each address holds (`egov.accounts.flood`, `cases.api.middleware`), and that of all of
them together (`cases.web.request.stranger_limit`). Everything else that a stranger sends leaves no row at all:
tests/test_strangers.py tries every address.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.db.models import QuerySet
from django.utils import timezone

from cases.models import ApiCall, MobileSigning


@dataclass(frozen=True, slots=True)
class KeptRows:
    model: Any
    at: str
    """The column of the moment."""
    days: int
    most: int
    only: dict[str, Any] = field(default_factory=dict)
    """Which rows are a stranger's, where a table has others too."""

    def rows(self) -> QuerySet[Any]:
        """Of the plain kind: a log (`LogRow`) lets nobody remove a row, and those of its clients stay for good."""
        return QuerySet(self.model).filter(**self.only)


TABLES = (
    # They count up to the lock-out, which ends after AXES_COOLOFF_TIME.
    KeptRows(AccessAttempt, "attempt_time", days=1, most=50_000),
    KeptRows(AccessFailureLog, "attempt_time", days=90, most=50_000),
    # Of who came in by password; the journal of all sign-ins is `SignIn`.
    KeptRows(AccessLog, "attempt_time", days=365, most=200_000),
    # Calls of no known client.
    KeptRows(ApiCall, "at", days=30, most=50_000, only={"client": None}),
    # Requests to telephones, of people who have signed in too: what was entered goes with them.
    KeptRows(MobileSigning, "began_at", days=1, most=10_000),
)


def trim_job() -> str:
    """Entry of the schedule."""
    return f"{delete_expired(timezone.now())} rows of strangers deleted"


def delete_expired(now: datetime, tables: tuple[KeptRows, ...] = TABLES) -> int:
    return sum(_trim(table, now) for table in tables)


def _trim(table: KeptRows, now: datetime) -> int:
    old, _ = table.rows().filter(**{f"{table.at}__lt": now - timedelta(days=table.days)}).delete()
    beyond = table.rows().order_by("-pk").values_list("pk", flat=True)[table.most : table.most + 1].first()
    many = table.rows().filter(pk__lte=beyond).delete()[0] if beyond is not None else 0
    return int(old) + int(many)
