from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.law.names import KNOWN
from cases.models.row import Row, case_link, user_link
from cases.values import moments


class WaitingCorrection(Row):
    """A correction of a recorded fact as one official has entered it. It takes effect once another has confirmed it.

    Only who confirmed it or took it back, and when, is written later.
    """

    case = case_link("waiting_corrections")
    step = models.CharField(_("step"), max_length=40)
    """By which the correction is made."""
    kind = models.CharField(_("kind of fact"), max_length=40)
    """Of recorded facts (`Place.corrects`)."""
    subject = models.CharField(_("fact"), max_length=60)
    """Which fact of that kind, such as "ibd"."""
    facts = models.JSONField(_("entered"))
    """What the step receives, as `cases.engine.steps.facts.packed` writes it."""
    before = models.JSONField(_("recorded before"))
    """What was recorded before, by the same names."""
    by = user_link(verbose_name=_("recorded by"))
    at = models.DateTimeField(_("recorded"))
    confirmed_by = user_link(verbose_name=_("confirmed by"), null=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    taken_back_by = user_link(verbose_name=_("taken back by"), null=True)
    taken_back_at = models.DateTimeField(_("taken back"), null=True)
    why = models.TextField(_("why it was taken back"), blank=True)

    class Meta:
        verbose_name = _("correction that another official confirms")
        verbose_name_plural = _("corrections that another official confirms")
        indexes = [models.Index(fields=["case", "id"], name="waiting_correction_case")]

    def __str__(self) -> str:
        return f"{KNOWN['steps'].get(self.step, self.step)} {moments.moment(self.at)}"

    @property
    def waits(self) -> bool:
        return self.confirmed_at is None and self.taken_back_at is None
