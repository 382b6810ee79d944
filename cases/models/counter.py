from __future__ import annotations

from django.db import connection, models
from django.utils.translation import gettext_lazy as _


class Counter(models.Model):
    """The last number used of a series in a year; its row stays locked until the transaction ends."""

    series = models.CharField(_("series"), max_length=20)
    year = models.PositiveSmallIntegerField(_("year"))
    value = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("counter")
        verbose_name_plural = _("counters")
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="counter_series_year")]

    def __str__(self) -> str:
        return f"{self.series}-{self.year}"

    @classmethod
    def take(cls, series: str, year: int, how_many: int = 1) -> list[str]:
        """The next numbers "AST-2026-00007", … of a series. Gapless: a rolled-back step gives them back."""
        with connection.cursor() as cursor:
            # One statement on both databases: upsert and read, holding the row's lock.
            cursor.execute(
                "INSERT INTO cases_counter (series, year, value) VALUES (%s, %s, %s) "
                "ON CONFLICT (series, year) DO UPDATE SET value = cases_counter.value + EXCLUDED.value "
                "RETURNING value",
                [series, year, how_many],
            )
            last = cursor.fetchone()[0]
        return [f"{series}-{year}-{n:05d}" for n in range(last - how_many + 1, last + 1)]
