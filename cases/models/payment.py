from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.row import Row, case_link, history


class Payment(Row):
    """A state duty that was requested and, when the gateway confirms it, paid. Amounts in tenge."""

    STATES = [
        ("created", _("awaiting payment")),
        ("paid", _("paid")),
        ("failed", _("failed")),
        ("cancelled", _("cancelled")),
    ]
    case = case_link("payments")
    kind = models.CharField(_("duty"), max_length=10, choices=[("prp", _("permit")), ("card", _("residence card"))])
    amount = models.DecimalField(_("amount, tenge"), max_digits=12, decimal_places=2)
    code = models.CharField(_("payment code"), max_length=40, unique=True)
    """Made by the portal, unique."""
    gateway = models.CharField(_("gateway"), max_length=20)
    bank_reference = models.CharField(_("bank reference"), max_length=60, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=STATES, default="created")
    created_at = models.DateTimeField(_("created"))
    settled_at = models.DateTimeField(_("settled"), null=True)

    history = history()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        indexes = [models.Index(fields=["case", "id"], name="payment_case")]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"], condition=models.Q(state="paid"), name="payment_once_a_duty"
            )
        ]

    def __str__(self) -> str:
        return self.code
