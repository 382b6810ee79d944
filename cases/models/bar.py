from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.law import names
from cases.law.regulations import Edition
from cases.models.row import Row, case_link


class Bar(Row):
    """A time in which a person may not file a new application (п. 19, 24). `until` is its last day.

    A ruling lifts it with the act it followed from; the row stays, for whoever reads what held when.
    """

    person = models.ForeignKey("cases.Person", models.PROTECT, related_name="bars", verbose_name=_("person"))
    case = case_link("bars")
    kind = models.CharField(_("kind"), max_length=20, choices=names.bars)
    paragraph = models.CharField(_("paragraph"), max_length=10)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"))
    edition = models.CharField(_("edition"), max_length=60)
    lifted_at = models.DateTimeField(_("lifted by a ruling"), null=True)

    class Meta:
        verbose_name = _("bar on filing")
        verbose_name_plural = _("bars on filing")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"], condition=models.Q(lifted_at__isnull=True), name="bar_once_a_case"
            )
        ]

    def holds(self, on: date, law: Edition | None) -> bool:
        """Whether it forbids to file on this day under `law` (None: no order takes filings)."""
        of_earlier = law is not None and law.key != self.edition and not law.earlier_bars
        return self.lifted_at is None and self.since <= on <= self.until and not of_earlier

    def __str__(self) -> str:
        return f"{self.kind} → {self.until:%Y-%m-%d}"


def bars_of(person: UUID) -> list[Bar]:
    """Those that no ruling has lifted, over and to come too, the longest first."""
    return list(Bar.objects.filter(person_id=person, lifted_at__isnull=True).order_by("-until"))


def standing(bars: Iterable[Bar], on: date, law: Callable[[], Edition | None]) -> Bar | None:
    """The first of `bars` that forbids filing on this day (п. 19, 24). `law`: the order that takes filings then, asked
    only where a bar may stand."""
    near = [bar for bar in bars if bar.since <= on <= bar.until]
    under = law() if near else None
    return next((bar for bar in near if bar.holds(on, under)), None)
