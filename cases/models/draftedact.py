from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.law.names import KNOWN
from cases.models.row import Row, case_link, history, user_link
from cases.values import moments


class DraftedAct(Row):
    """An act as one official has drafted it. It takes effect once another has approved it.

    Only who approved it or sent it back, when and why, is written later.
    """

    case = case_link("drafted_acts")
    step = models.CharField(_("step"), max_length=40)
    facts = models.JSONField(_("drafted"))
    """What the step receives, as `cases.engine.steps.facts.packed` writes it."""
    version = models.PositiveIntegerField(_("version of the case"))
    """Of the case for which it was drafted."""
    by = user_link(verbose_name=_("drafted by"))
    at = models.DateTimeField(_("drafted"))
    approved_by = user_link(verbose_name=_("approved by"), null=True)
    approved_at = models.DateTimeField(_("approved"), null=True)
    sent_back_by = user_link(verbose_name=_("sent back by"), null=True)
    sent_back_at = models.DateTimeField(_("sent back"), null=True)
    why = models.TextField(_("why it was sent back"), blank=True)

    class Meta:
        verbose_name = _("act that another official approves")
        verbose_name_plural = _("acts that another official approves")
        indexes = [models.Index(fields=["case", "id"], name="drafted_act_case")]

    def __str__(self) -> str:
        return f"{KNOWN['steps'].get(self.step, self.step)} {moments.moment(self.at)}"


class SecondApproval(Row):
    """A step that one official drafts and another of the same body approves, from a day on; in one city or in all."""

    step = models.CharField(_("step"), max_length=40)
    city = models.ForeignKey(
        "cases.City",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("city"),
        help_text=_("Empty: in every city."),
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("last day"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300, help_text=_("The order of the body by which it is so."))

    history = history()

    class Meta:
        verbose_name = _("approval by a second official")
        verbose_name_plural = _("approvals by a second official")
        ordering = ["step", "-valid_from"]
        indexes = [models.Index(fields=["step", "valid_from"], name="second_approval_step")]

    def __str__(self) -> str:
        return f"{KNOWN['steps'].get(self.step, self.step)}, {self.valid_from:%Y-%m-%d}"

    def clean(self) -> None:
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValidationError({"valid_to": _("The last day lies before the first.")})

    def is_set_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
