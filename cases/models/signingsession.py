from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.law.names import KNOWN
from cases.models.row import Row, case_link, user_link
from cases.values import moments


class SigningSession(Row):
    """Several cases that one person signs in one go, each with a signature of its own; the result of each is in its
    items."""

    user = user_link(verbose_name=_("by whom"))
    step = models.CharField(_("step"), max_length=40)
    """What is signed."""
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("signing of many")
        verbose_name_plural = _("signings of many")
        indexes = [models.Index(fields=["user", "id"], name="signingsession_user")]

    def __str__(self) -> str:
        return f"{KNOWN['steps'].get(self.step, self.step)} {moments.moment(self.at)}"


class SigningItem(Row):
    """A case of a signing session. While it waits it can still be signed."""

    WAITS, DONE, REFUSED = "waits", "done", "refused"
    STATES = [(WAITS, _("waits for the signature")), (DONE, _("signed")), (REFUSED, _("not signed"))]
    session = models.ForeignKey(SigningSession, models.CASCADE, related_name="items", db_index=False)
    case = case_link("+")
    facts = models.JSONField(_("facts"), default=dict)
    """What its step receives, as `cases.engine.steps.facts.packed` writes it."""
    state = models.CharField(_("state"), max_length=8, choices=STATES, default=WAITS)
    words = models.CharField(_("why not"), max_length=500, blank=True, default="")
    """Why the last attempt failed, or why it cannot be signed at all."""
    at = models.DateTimeField(_("when"), null=True)
    seen: bool
    """Whether the user sees the case; of an item as `cases.workload.signatures.many` reads it."""

    class Meta:
        verbose_name = _("case of a signing of many")
        verbose_name_plural = _("cases of signings of many")
        constraints = [models.UniqueConstraint(fields=["session", "case"], name="signingitem_once")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.state}"

    @property
    def waits(self) -> bool:
        return self.state == self.WAITS

    @property
    def is_done(self) -> bool:
        return self.state == self.DONE
