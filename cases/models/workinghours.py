from __future__ import annotations

from datetime import time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.law.actors import CITY_BODIES, ActingBody
from cases.models.row import Row, history

_IN_A_CITY = models.Q(body=ActingBody.DEPARTMENT.value, city__isnull=False)
_OF_NO_CITY = models.Q(body__in=[ActingBody.MINISTRY.value, ActingBody.HUB.value], city__isnull=True)


class WorkingHours(Row):
    """When a body that hears people works, Astana time, on each working day. An administrator maintains it."""

    body = models.CharField(_("body"), max_length=12, choices=ActingBody.choices)
    city = models.ForeignKey("cases.City", models.PROTECT, verbose_name=_("city"), null=True, blank=True)
    opens = models.TimeField(pgettext_lazy("hour of the day", "from"), default=time(9))
    closes = models.TimeField(pgettext_lazy("hour of the day", "until"), default=time(18, 30))
    source = models.CharField(_("source"), max_length=300)
    confirmed = models.BooleanField(_("confirmed"), default=False)
    """Compared with the body's own rules; until then it is the usual day of the state's offices."""

    history = history()

    class Meta:
        verbose_name = _("working hours of a body")
        verbose_name_plural = _("working hours of bodies")
        ordering = ["body", "city"]
        constraints = [
            models.UniqueConstraint(fields=["body", "city"], name="workinghours_of_a_city"),
            models.UniqueConstraint(fields=["body"], condition=_OF_NO_CITY, name="workinghours_of_a_body"),
            models.CheckConstraint(
                condition=_IN_A_CITY | _OF_NO_CITY,
                name="workinghours_city",
                violation_error_message=_("A department is that of a city; no other body has one."),
            ),
        ]

    def __str__(self) -> str:
        place = f", {self.city}" if self.city_id else ""
        return f"{self.get_body_display()}{place}: {self.opens:%H:%M}–{self.closes:%H:%M}"

    def clean(self) -> None:
        opens, closes = self.opens, self.closes
        if opens and closes and closes <= opens:
            raise ValidationError({"closes": _("A day ends after it has begun.")})


def hours_of(body: str, city: Any) -> WorkingHours:
    """Those that are stored; an unsaved row with the usual ones where there are none."""
    place = city if body in CITY_BODIES else None
    return WorkingHours.objects.filter(body=body, city=place).first() or WorkingHours(body=body, city_id=place)
