from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.law import names
from cases.law.regulations import Edition
from cases.models.row import Row, case_link


class Bar(Row):
    """A time in which a person may not file a new application (п. 19, 24).

    A ruling lifts it with the act it followed from; the row stays, so that it is known what applied when.
    """

    person = models.ForeignKey("cases.Person", models.PROTECT, related_name="bars", verbose_name=_("person"))
    case = case_link("bars")
    kind = models.CharField(_("kind"), max_length=20, choices=names.bars)
    paragraph = models.CharField(_("paragraph"), max_length=10)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"))
    """Its last day."""
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

    def applies(self, on: date, law: Edition | None) -> bool:
        """Whether it forbids to file on this day under `law` (None: no order takes filings)."""
        of_earlier = law is not None and law.key != self.edition and not law.earlier_bars
        return self.lifted_at is None and self.since <= on <= self.until and not of_earlier

    def __str__(self) -> str:
        return f"{self.kind} → {self.until:%Y-%m-%d}"
