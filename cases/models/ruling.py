from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.row import Row, case_link, user_link

WAITING = models.Q(executed_at__isnull=True, withdrawn_at__isnull=True)


class Ruling(Row):
    """A ruling by which an act falls, as one official has recorded it. Not in force until another confirms it.

    Of one act one ruling waits at a time; of several acts they are carried out in turn. Besides `due_on` only
    `executed_at`, `executed_by`, `withdrawn_at` and `overdue_at` are written later.
    """

    OWN = "own_decision"
    KINDS: ClassVar = [
        ("court", _("court decision")),
        ("higher_body", _("decision of the higher body on a complaint")),
        (OWN, _("complaint satisfied by the body itself")),
    ]
    case = case_link("rulings")
    kind = models.CharField(_("what it is"), max_length=20, choices=KINDS)
    document = models.CharField(_("document"), max_length=200)
    number = models.CharField(_("number of the document"), max_length=60)
    ruled_on = models.DateField(_("date of the document"))
    body = models.CharField(_("issued by"), max_length=300)
    act = models.CharField(_("act that is set aside"), max_length=40)
    """The step that falls, made at `act_at`."""
    act_at = models.DateTimeField(_("act made"), null=True)
    place = models.CharField(_("place before the act"), max_length=24)
    """The place to which the case goes back."""
    complaint: models.ForeignKey[Any, Any] = models.ForeignKey(
        "cases.Case", models.PROTECT, verbose_name=_("on the complaint"), related_name="+", null=True, db_index=False
    )
    """On which it was decided; None where the head recorded it from a paper alone."""
    paper: models.ForeignKey[Any, Any] = models.ForeignKey(
        "cases.Document", models.PROTECT, verbose_name=_("file"), related_name="rulings", null=True
    )
    """A document of the case or of the complaint; None where the decision on the complaint is the body's own, signed in
    the portal."""
    by = user_link(verbose_name=_("recorded by"))
    at = models.DateTimeField(_("recorded"))
    due_on = models.DateField(_("to be confirmed by"), null=True)
    """By which day another head is to confirm it, a goal of the service; None where the edition sets none, or until the
    clock has counted it."""
    overdue_at = models.DateTimeField(_("marked overdue"), null=True)
    """When the heads were last notified that it still waits."""
    executed_by = user_link(verbose_name=_("confirmed by"), null=True)
    executed_at = models.DateTimeField(_("carried out"), null=True)
    """When it was carried out."""
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)

    class Meta:
        verbose_name = _("ruling")
        verbose_name_plural = _("rulings")
        indexes = [
            models.Index(fields=["case", "id"], name="ruling_case"),
            models.Index(fields=["due_on", "id"], condition=WAITING, name="ruling_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.number}"

    @property
    def in_words(self) -> str:
        """As letters and the file name it."""
        return f"{self.document} № {self.number}, {self.ruled_on:%d.%m.%Y}, {self.body}"

    @property
    def waits(self) -> bool:
        return self.executed_at is None and self.withdrawn_at is None

    def overdue(self, on: date) -> bool:
        return self.waits and self.due_on is not None and self.due_on < on
