"""Parameters of an address: states, moments and cursors, each refused with its name when it is none."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.http import QueryDict
from django.utils.dateparse import parse_datetime

from cases.api.problems import Problem
from cases.law.places import STATES
from cases.webhooks.partners import known_as

PAGE = 100
SECOND = timedelta(seconds=1)


class ListParameters(NamedTuple):
    """The arguments with which a page of a list is requested."""

    state: str
    since: datetime | None
    after: tuple[datetime, UUID] | None
    """(state_since, id) of the last row of the page before."""
    size: int


NAMES = ("state", "changed_since", "cursor", "limit")


def read_parameters(query: QueryDict) -> ListParameters:
    """Raises Problem 422 that names every parameter that is wrong, or unknown: a misspelt filter is no filter."""
    faults = {name: "is not known here" for name in query if name not in NAMES}
    faults |= {name: "stands twice" for name, values in query.lists() if len(values) > 1}
    state = query.get("state", "")
    if "state" in query and (state not in STATES or known_as(state) != state):
        faults["state"] = "must be the code of a state"
    since, size = moment_of(query.get("changed_since", "")), _size(query.get("limit", str(PAGE)))
    if "changed_since" in query and since is None:
        faults["changed_since"] = "must be a moment as ISO 8601 with its offset (+ is written %2B)"
    if size is None:
        faults["limit"] = f"must be a number from 1 to {PAGE}"
    after = _decoded(query.get("cursor", ""))
    if "cursor" in query and after is None:
        faults["cursor"] = "must be `next` of an earlier page"
    if faults:
        errors = [{"pointer": f"?{name[:40]}", "detail": detail} for name, detail in faults.items()]
        raise Problem(422, "invalid", errors=errors)
    return ListParameters(state, since, after, size or PAGE)


def moment_of(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text)
        return moment.astimezone(UTC) if moment and moment.tzinfo else None
    except (ValueError, OverflowError):  # no such day; outside of all years
        return None


def _size(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= PAGE else None


def cursor(at: datetime, pk: UUID) -> str:
    return base64.urlsafe_b64encode(f"{at.astimezone(UTC).isoformat()}~{pk.hex}".encode()).decode().rstrip("=")


def _decoded(text: str) -> tuple[datetime, UUID] | None:
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii")
        at, _, pk = raw.partition("~")
        moment = moment_of(at)
        return (moment, UUID(pk)) if moment else None
    except (ValueError, binascii.Error):
        return None
