"""Figures by day, stored so that a page of statistics costs the same at any number of cases (`cases.reports.sums`)."""

from __future__ import annotations

from django.db import models

from cases.models.row import Row


class DaySum(Row):
    """How often something happened on one local day (Asia/Almaty). Computed from the log, again each night."""

    day = models.DateField()
    figure = models.CharField(max_length=40)
    """A key of `cases.reports.registry`, or of a term "term.<key>"."""
    body = models.CharField(max_length=12, blank=True)
    """Empty where the figure has none."""
    city = models.CharField(max_length=20, blank=True)
    """Empty where the figure has none."""
    dimension = models.CharField(max_length=12, blank=True)
    """By what the figure is divided; "" for the total."""
    value = models.CharField(max_length=200, blank=True)
    """The part of the dimension."""
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "figure", "body", "city", "dimension", "value"], name="daysum_once")
        ]
        indexes = [models.Index(fields=["figure", "day"], name="daysum_figure")]

    def __str__(self) -> str:
        return f"{self.day} {self.figure} {self.value}: {self.count}"


class SummedDay(models.Model):
    """A day whose sums are in `DaySum`; all other days are counted when somebody opens their statistics."""

    day = models.DateField(primary_key=True)
    counted_at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    """How far a day that was not over was counted, None for a whole day."""

    def __str__(self) -> str:
        return str(self.day)
