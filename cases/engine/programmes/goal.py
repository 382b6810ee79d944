"""A goal of the service that binds officials and is no term of a case: a row waits, and bears its last day itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils.functional import Promise

from cases.engine.people.notices import Desk
from cases.law.regulations import Edition
from cases.law.regulations.parts import Length


class Goal(NamedTuple):
    """A number of days within which a body wants a task done; no term of the order."""

    name: Promise
    """For a dry run of a changed calendar."""
    rows: Callable[[], QuerySet[Any]]
    """Those of a case that still wait, each with `due_on` and `overdue_at`."""
    since: str
    """The column of `rows` with the moment from which the days run."""
    length: Callable[[Edition], Length | None]
    """By the edition of the case; None where it sets none."""
    desk: Callable[[Any], Desk]
    """The desk whose task a row is."""
