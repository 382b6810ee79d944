from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.row import Row, case_link, user_link
from cases.values import moments


class BulkAction(Row):
    """One verb for many cases, by one person; the result of each is in its items.

    What was not done when a worker died is done by the next.
    """

    user = user_link(verbose_name=_("by whom"))
    verb = models.CharField(_("what"), max_length=40)
    """Its name in `cases.workload.verbs`."""
    facts = models.JSONField(_("facts"), default=dict)
    """What the verb receives, the same for all cases."""
    at = models.DateTimeField(_("when"))
    done_at = models.DateTimeField(_("done"), null=True)
    request_id = models.CharField(_("request"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("action on many cases")
        verbose_name_plural = _("actions on many cases")
        indexes = [
            models.Index(fields=["id"], condition=models.Q(done_at__isnull=True), name="bulkaction_waits"),
            models.Index(fields=["user", "id"], name="bulkaction_user"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {moments.moment(self.at)}"


class BulkItem(Row):
    """A case of a bulk action."""

    WAITS, DONE, REFUSED = "waits", "done", "refused"
    STATES = [(WAITS, _("waits")), (DONE, _("done")), (REFUSED, _("not done"))]
    action = models.ForeignKey(BulkAction, models.CASCADE, related_name="items", db_index=False)
    case = case_link("+")
    state = models.CharField(_("state"), max_length=8, choices=STATES, default=WAITS)
    words = models.CharField(_("why not"), max_length=500, blank=True, default="")
    """Why it was not done, in the language of the page that requested it."""
    at = models.DateTimeField(_("when"), null=True)

    class Meta:
        verbose_name = _("case of an action on many")
        verbose_name_plural = _("cases of actions on many")
        constraints = [models.UniqueConstraint(fields=["action", "case"], name="bulkitem_once")]
        indexes = [
            models.Index(fields=["action", "id"], condition=models.Q(state="waits"), name="bulkitem_waits"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.state}"
