from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.row import Row


class Effect(Row):
    """Something to be done outside the transaction that caused it: the outbox.

    Written with the step, so a crash loses nothing; unique by (kind, ref), so nothing is done twice.
    """

    KINDS = [
        ("render", _("render a letter")),
        ("mail", _("send a mail")),
        ("revocation", _("ask whether a signer's certificate is revoked")),
        ("address", _("ask a mailbox whether the address is right")),
        ("former", _("tell the former address of the change")),
        ("webhook", _("tell a partner of an event")),
        ("export", _("write a list into a file")),
        ("password", _("send a link to set a password")),
        ("helper", _("send an invitation to help")),
        ("digest", _("send the mail of the day")),
        ("scan", _("scan the files of a document for viruses")),
    ]
    STATES = [("pending", _("pending")), ("done", _("done")), ("dead", _("given up"))]
    kind = models.CharField(_("kind"), max_length=12, choices=KINDS)
    ref = models.UUIDField(_("subject"))
    state = models.CharField(_("state"), max_length=8, choices=STATES, default="pending")
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_at = models.DateTimeField(_("next attempt"))
    """When the next attempt is due; while a worker has the row, the end of its time."""
    lease = models.UUIDField(null=True, editable=False)
    """The token of the worker that has the row."""
    error = models.CharField(_("last error"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("created"))
    done_at = models.DateTimeField(_("done"), null=True)
    request_id = models.CharField(_("request"), max_length=64, blank=True, db_default="")

    class Meta:
        verbose_name = _("effect")
        verbose_name_plural = _("effects")
        constraints = [models.UniqueConstraint(fields=["kind", "ref"], name="effect_once")]
        indexes = [
            models.Index(fields=["next_at", "id"], condition=models.Q(state="pending"), name="effect_pending"),
            models.Index(fields=["id"], condition=models.Q(state="dead"), name="effect_dead"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
