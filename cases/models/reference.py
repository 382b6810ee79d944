"""Facts that the order does not fix and an administrator maintains: each with its source."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cases.law import names
from cases.law.calendar import MOVED_DAY_OFF, WORKED_WEEKEND
from cases.law.regulations import Text
from cases.law.regulations.days import counted_as
from cases.models.row import Row, history
from cases.values import moments

_SATURDAY = 5


def localised(row: models.Model, field: str) -> str:
    """`field_xx` of the reader's language, Russian where that is empty."""
    language = (get_language() or "ru")[:2]
    return getattr(row, f"{field}_{language}", "") or getattr(row, f"{field}_ru")


def first_day() -> models.DateField[Any, Any]:
    """Of a row that can be entered, and confirmed, before its day."""
    words = _("It is offered from this day on; empty: at once. What named it before keeps its words.")
    return models.DateField(_("valid from"), null=True, blank=True, help_text=words)


def in_use_on(day: date) -> models.Q:
    """Rows in use that can be chosen on this day."""
    return models.Q(active=True) & (models.Q(valid_from=None) | models.Q(valid_from__lte=day))


class City(models.Model):
    code = models.SlugField(_("code"), max_length=20, primary_key=True)
    series = models.CharField(_("prefix of numbers"), max_length=8, unique=True)
    name_ru = models.CharField(_("name (ru)"), max_length=100)
    name_kk = models.CharField(_("name (kk)"), max_length=100)
    name_en = models.CharField(_("name (en)"), max_length=100)
    department_ru = models.CharField(_("department (ru)"), max_length=300)
    department_kk = models.CharField(_("department (kk)"), max_length=300)
    department_en = models.CharField(_("department (en)"), max_length=300)
    address = models.CharField(_("address of the department"), max_length=300, blank=True)
    centre_address = models.CharField(_("address of the public service centre"), max_length=300, blank=True)
    centre_hours_ru = models.CharField(
        _("hours of the public service centre (ru)"), max_length=100, blank=True, default="", db_default=""
    )
    centre_hours_kk = models.CharField(
        _("hours of the public service centre (kk)"), max_length=100, blank=True, default="", db_default=""
    )
    centre_hours_en = models.CharField(
        _("hours of the public service centre (en)"), max_length=100, blank=True, default="", db_default=""
    )
    active = models.BooleanField(_("in use"), default=True)
    valid_from = first_day()

    history = history()

    class Meta:
        verbose_name = _("city")
        verbose_name_plural = _("cities")
        ordering = ["code"]

    def __str__(self) -> str:
        return localised(self, "name")

    def is_in_use_on(self, day: date) -> bool:
        return self.active and (self.valid_from is None or self.valid_from <= day)

    @property
    def department(self) -> str:
        return localised(self, "department")

    @property
    def centre_hours(self) -> str:
        """When people are received, "" where nobody has entered it."""
        return localised(self, "centre_hours")


class CalendarDay(Row):
    """A day that is not what its weekday says (Law on holidays art. 5, Labour Code art. 84–85)."""

    KINDS = [
        ("holiday", _("holiday")),
        ("day_off", _("day off")),
        ("moved_day_off", _("moved day off")),
        ("worked_weekend", _("worked weekend day")),
    ]
    date = models.DateField(_("date"), unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=KINDS)
    name_ru = models.CharField(_("name (ru)"), max_length=200)
    name_kk = models.CharField(_("name (kk)"), max_length=200)
    name_en = models.CharField(_("name (en)"), max_length=200, blank=True)
    source = models.CharField(_("source"), max_length=300)
    estimated = models.BooleanField(_("estimated"), default=False)
    confirmed = models.BooleanField(_("confirmed"), default=False, db_default=False)
    """Compared with the law or the order that sets it."""

    history = history()

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")
        ordering = ["-date"]

    def __str__(self) -> str:
        return f"{moments.in_digits(self.date)} {localised(self, 'name')}"

    @property
    def entry(self) -> tuple[str, str]:
        """(kind, name), as the count of terms reads the calendar."""
        name = Text(ru=self.name_ru, kk=self.name_kk or self.name_ru, en=self.name_en or self.name_ru)
        return self.kind, counted_as(name)

    def clean(self) -> None:
        day: Any = self.date
        if day is None:  # a form with none
            return
        weekend = day.weekday() >= _SATURDAY
        if self.kind == WORKED_WEEKEND and not weekend:
            raise ValidationError({"date": _("A worked weekend day is a Saturday or a Sunday; this day is neither.")})
        if self.kind == MOVED_DAY_OFF and weekend:
            raise ValidationError(
                {"date": _("A day off is moved to a working day; this day is a Saturday or a Sunday.")}
            )


class CalendarYear(models.Model):
    year = models.PositiveSmallIntegerField(_("year"), primary_key=True)
    confirmed = models.BooleanField(_("confirmed by an official calendar"), default=False)
    source = models.CharField(_("source"), max_length=300, blank=True)

    history = history()

    class Meta:
        verbose_name = _("calendar year")
        verbose_name_plural = _("calendar years")
        ordering = ["-year"]

    def __str__(self) -> str:
        return str(self.year)


class EditionPeriod(models.Model):
    """When an edition accepts filings. Seeded from its file; a later order may prolong it (п. 9 of the order)."""

    edition = models.CharField(_("edition"), max_length=60, primary_key=True)
    intake_from = models.DateField(_("accepts filings from"))
    intake_until = models.DateField(_("accepts filings until"))
    note = models.CharField(_("source"), max_length=300, blank=True)

    history = history()

    class Meta:
        verbose_name = _("edition of the order")
        verbose_name_plural = _("editions of the order")
        ordering = ["-intake_from"]

    def __str__(self) -> str:
        return self.edition


class Ground(Row):
    """A ground of refusal or return. The law's list was not available in full: an administrator completes it.

    A ground that later ones replaced is switched off, and stays readable in the cases that name it.
    """

    NOT_AT_HAND = "text_at_hand"
    """What a row needs that only names a gap: its text was not found, and it cannot be chosen."""

    code = models.SlugField(_("code"), max_length=60)
    kind = models.CharField(_("kind"), max_length=20, choices=names.grounds)
    article = models.CharField(_("article"), max_length=200)
    text_ru = models.TextField(_("text (ru)"))
    text_kk = models.TextField(_("text (kk)"))
    text_en = models.TextField(_("text (en)"), blank=True)
    needs = models.CharField(_("needs one of these facts"), max_length=200, blank=True, db_default="")
    """Recorded facts, by their names in the programme's `needs`; the case's file has to have one of them. "": none."""
    actors = models.CharField(_("named by"), max_length=100, blank=True, default="", db_default="")
    """Keys of the actors who may rest an act on it, of those whose steps name grounds of its kind; "" for all."""
    own_words = models.BooleanField(_("demands words of its own"), default=False, db_default=False)
    """It says nothing by itself, so the official has to add words."""
    editions = models.CharField(_("only under these orders"), max_length=300, blank=True, default="", db_default="")
    """Keys of the orders whose paragraph it quotes, "" for all."""
    source = models.CharField(_("source"), max_length=300, blank=True, default="", db_default="")
    confirmed = models.BooleanField(_("compared with the text of the law"), default=False, db_default=False)
    """The wording was compared with the source; where it was not, officials read so beside it."""
    active = models.BooleanField(_("in use"), default=True)
    valid_from = first_day()

    history = history()

    class Meta:
        verbose_name = _("ground of refusal")
        verbose_name_plural = _("grounds of refusal")
        ordering = ["kind", "code"]
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="ground_code")]

    def __str__(self) -> str:
        return localised(self, "text")

    def applies_under(self, edition: str) -> bool:
        return not self.editions or edition in self.editions.split()

    def may_be_named_by(self, actor: str) -> bool:
        return not self.actors or actor in self.actors.split()
