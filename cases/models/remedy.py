from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.law.actors import CITY_BODIES, ActingBody
from cases.models.reference import City, localised
from cases.models.row import Row, history

UNITS = [
    ("working_days", _("working days")),
    ("calendar_days", _("calendar days")),
    ("months", _("months")),
    ("years", _("years")),
]


def _length(label: object) -> models.PositiveSmallIntegerField[int, int]:
    return models.PositiveSmallIntegerField(label, validators=[MinValueValidator(1), MaxValueValidator(400)])  # type: ignore[arg-type]


def _unit(label: object) -> models.CharField[str, str]:
    return models.CharField(label, max_length=14, choices=UNITS)  # type: ignore[arg-type]


class Remedy(Row):
    """How an act of a body under an order is challenged: to whom, where, and within which terms (art. 91 of the АППК).

    The terms were not found confirmed: an administrator maintains them, each row with its source. A later row holds for
    the acts of its day and after it; what a filed complaint was measured by stays as it was.
    """

    TERMS: ClassVar = {"complaint": "complaint", "complaint_review": "review", "complaint_answer": "answer"}
    """Key of a term → its columns."""

    edition = models.CharField(_("edition"), max_length=60)
    body = models.CharField(_("body"), max_length=12, choices=ActingBody.choices)
    higher_ru = models.CharField(_("higher body (ru)"), max_length=300, blank=True)
    higher_kk = models.CharField(_("higher body (kk)"), max_length=300, blank=True)
    higher_en = models.CharField(_("higher body (en)"), max_length=300, blank=True)
    higher_address = models.CharField(
        _("address of the higher body"), max_length=300, blank=True, default="", db_default=""
    )
    address = models.CharField(_("address of the body"), max_length=300, blank=True)
    court_ru = models.CharField(_("court (ru)"), max_length=300, blank=True)
    court_kk = models.CharField(_("court (kk)"), max_length=300, blank=True)
    court_en = models.CharField(_("court (en)"), max_length=300, blank=True)
    complaint_length = _length(_("complaint: length"))
    complaint_unit = _unit(_("complaint: unit"))
    review_length = _length(_("handing on: length"))
    review_unit = _unit(_("handing on: unit"))
    answer_length = _length(_("answer of the higher body: length"))
    answer_unit = _unit(_("answer of the higher body: unit"))
    court_length = _length(_("court: length"))
    court_unit = _unit(_("court: unit"))
    source = models.CharField(_("source"), max_length=300)
    confirmed = models.BooleanField(_("compared with the text of the law"), default=False)
    valid_from = models.DateField(
        _("valid from"),
        null=True,
        blank=True,
        help_text=_("For acts of this day and later; empty: from the beginning. Earlier acts keep their row."),
    )

    history = history()

    class Meta:
        verbose_name = _("remedy")
        verbose_name_plural = _("remedies")
        ordering = ["edition", "body", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "body"], condition=Q(valid_from=None), name="remedy_of_a_body"),
            models.UniqueConstraint(
                fields=["edition", "body", "valid_from"], condition=~Q(valid_from=None), name="remedy_from_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition}: {self.get_body_display()}"

    @classmethod
    def without_address(cls) -> list[str]:
        """The bodies to which nobody could write a complaint: those with no address here, and the departments with none
        of their own either."""
        rows = {row.body: str(row.get_body_display()) for row in cls._newest() if not row.address}
        named = [name for body, name in rows.items() if body not in CITY_BODIES]
        cities = City.objects.filter(address="").order_by("code") if rows.keys() & CITY_BODIES else ()
        return named + [city.department_ru for city in cities]

    @classmethod
    def without_higher(cls) -> list[str]:
        """Bodies of which nobody has entered to whom a complaint goes on, each once."""
        rows = [row for row in cls._newest() if not (row.higher_ru and row.higher_kk)]
        return list(dict.fromkeys(str(row.get_body_display()) for row in rows))

    @classmethod
    def without_higher_address(cls) -> list[str]:
        """Higher bodies that are entered without their address, each once, in Russian."""
        rows = [row for row in cls._newest() if row.higher_ru and not row.higher_address]
        return list(dict.fromkeys(row.higher_ru for row in rows))

    @classmethod
    def _newest(cls) -> list[Remedy]:
        """The last row of each body and order, by body."""
        rows = sorted(cls.objects.all(), key=_since)
        newest = {(row.body, row.edition): row for row in rows}
        return [newest[key] for key in sorted(newest)]

    @property
    def higher(self) -> str:
        return localised(self, "higher")

    @property
    def court(self) -> str:
        return localised(self, "court")

    def length(self, key: str) -> tuple[int, str]:
        """(length, unit) of "complaint", "review", "answer" or "court"."""
        return getattr(self, f"{key}_length"), getattr(self, f"{key}_unit")


def _since(row: Remedy) -> date:
    return row.valid_from or date.min


def by_body(rows: Iterable[Remedy]) -> dict[tuple[str, str], list[Remedy]]:
    """By edition and body."""
    grouped: dict[tuple[str, str], list[Remedy]] = {}
    for row in rows:
        grouped.setdefault((row.edition, row.body), []).append(row)
    return grouped


def in_force(rows: Iterable[Remedy], day: date) -> Remedy | None:
    """Of the rows of one body and order, that of this day: the last to begin. None where none has begun."""
    return max((row for row in rows if _since(row) <= day), key=_since, default=None)
