"""How long the terms are that the order does not set: reference data of an administrator."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.law import names
from cases.law.regulations import Term
from cases.models.row import Row, history

_FRESH_SECONDS = 10.0
_cached: dict[str, Any] = {"rows": None, "until": 0.0}


class ServiceTerm(Row):
    """The length of a term whose `basis` is the general term of the administrative code, or a goal of the body.

    A term that runs has the length with which it began.
    """

    key = models.CharField(_("term"), max_length=20, unique=True, choices=names.terms)
    length = models.PositiveSmallIntegerField(_("length"), validators=[MinValueValidator(1), MaxValueValidator(366)])
    """In the unit of the edition."""
    source = models.CharField(_("source"), max_length=300)
    confirmed = models.BooleanField(_("confirmed"), default=False)
    """Compared with the act that sets it, or adopted by the body."""

    history = history()

    class Meta:
        verbose_name = _("term the order does not set")
        verbose_name_plural = _("terms the order does not set")
        ordering = ["key"]

    def __str__(self) -> str:
        return self.get_key_display()


def with_current_length(term: Term) -> Term:
    """The term with the length of the table; as its edition has it, where the order sets it or the table has no row."""
    if term.of_order:
        return term
    return replace(term, length=_rows().get(term.key, (term.length, False))[0])


def is_unconfirmed(term: Term) -> bool:
    """It is counted by the general term, and nobody has compared its length with the law that sets that. A goal of the
    body is no term of any law: there is nothing to compare it with."""
    return term.basis == "general" and not _rows().get(term.key, (0, False))[1]


def _rows() -> dict[str, tuple[int, bool]]:
    """By key, length and whether it is confirmed. A change in the table is seen by every process within ten seconds."""
    if _cached["rows"] is None or time.monotonic() > _cached["until"]:
        rows = {
            key: (length, sure) for key, length, sure in ServiceTerm.objects.values_list("key", "length", "confirmed")
        }
        _cached.update(rows=rows, until=time.monotonic() + _FRESH_SECONDS)
    return _cached["rows"]


def forget_lengths() -> None:
    """Read the table again at the next use (after an edit, and between tests)."""
    _cached.update(rows=None, until=0.0)
