"""Figures by day, kept so that a page of statistics costs the same at any number of cases (`cases.reports.sums`)."""

from __future__ import annotations

from django.db import models

from cases.models.row import Row


class DaySum(Row):
    """How often something happened on one local day (Asia/Almaty). Made from the log, and again each night.

    `figure`: a key of `cases.reports.registry`, or of a term "term.<key>"; `body`, `city`: where, "" where the figure
    has none; `dimension`: "" for all, else by what it is divided, and `value` the part.
    """

    day = models.DateField()
    figure = models.CharField(max_length=40)
    body = models.CharField(max_length=12, blank=True)
    city = models.CharField(max_length=20, blank=True)
    dimension = models.CharField(max_length=12, blank=True)
    value = models.CharField(max_length=200, blank=True)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "figure", "body", "city", "dimension", "value"], name="daysum_once")
        ]
        indexes = [models.Index(fields=["figure", "day"], name="daysum_figure")]

    def __str__(self) -> str:
        return f"{self.day} {self.figure} {self.value}: {self.count}"


class SummedDay(models.Model):
    """A day whose sums stand in `DaySum`; all others are counted when they are asked for. `until`: how far a day that
    was not over was counted, None for a whole one."""

    day = models.DateField(primary_key=True)
    counted_at = models.DateTimeField()
    until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.day)
