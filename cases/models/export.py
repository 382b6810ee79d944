from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.law.actors import ActingBody, Role
from cases.models.row import LogRow, Row, user_link
from cases.values import moments


class Export(Row):
    """A list of cases that somebody requested as a file; made by the worker (`cases.reports.exporting`).

    `role`, `city`, `body` are the post in which it was requested: the file is of that post, and is delivered to nobody
    in another.
    """

    WAITING, RUNNING, READY = "waiting", "running", "ready"
    FAILED, CANCELLED, EXPIRED = "failed", "cancelled", "expired"
    STATES = [
        (WAITING, _("waits for its turn")),
        (RUNNING, _("is being written")),
        (READY, _("is ready")),
        (FAILED, _("could not be written")),
        (CANCELLED, _("is cancelled")),
        (EXPIRED, _("is not kept any more")),
    ]
    UNFINISHED = (WAITING, RUNNING)
    CSV, XLSX = "csv", "xlsx"
    KINDS = [(XLSX, "Excel (.xlsx)"), (CSV, "CSV")]
    FAULTS: ClassVar = {
        "full": _("There is no room on the portal's disk. The log says so to the administrator; try again later."),
        "many": _("The list is too long for one file. Narrow it, and export it in parts."),
        "long": _("It took too long. Narrow the list, and export it in parts."),
        "post": _("Your post has changed since: what it shows is another list. Export it again."),
        "gone": _("The list does not exist any more. Open it again, and export it from there."),
        "fault": _("The file could not be written. The fault is in the log; try again."),
    }
    user = user_link(verbose_name=_("by whom"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    city = models.CharField(_("city"), max_length=20, blank=True)
    body = models.CharField(_("body"), max_length=12, choices=ActingBody.choices, blank=True)
    source = models.CharField(_("list"), max_length=20)
    """A key of `cases.reports.lists.SOURCES`."""
    filters = models.JSONField(_("filters"), default=dict)
    """As in the address of the list."""
    words = models.CharField(_("filters in words"), max_length=1000, blank=True)
    """The filters, for people."""
    columns = models.JSONField(_("columns"), default=list)
    kind = models.CharField(_("kind of file"), max_length=4, choices=KINDS)
    language = models.CharField(_("language"), max_length=5)
    state = models.CharField(_("state"), max_length=10, choices=STATES, default=WAITING)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    """Written so far."""
    total = models.PositiveIntegerField(_("rows in all"), null=True)
    """None before they are counted, which is the first that is done."""
    error = models.CharField(_("last error"), max_length=10, blank=True)
    """A key of `FAULTS`."""
    file = models.CharField(_("file"), max_length=100, blank=True)
    """Its name in the storage, "" once it is deleted."""
    size = models.PositiveBigIntegerField(_("size"), default=0)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    asked_at = models.DateTimeField(_("asked for"))
    ended_at = models.DateTimeField(_("finished"), null=True)
    expires_at = models.DateTimeField(_("kept until"), null=True)

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        indexes = [
            models.Index(fields=["user", "id"], name="export_user"),
            models.Index(fields=["expires_at"], condition=~models.Q(file=""), name="export_kept"),
        ]

    def __str__(self) -> str:
        return f"{self.words} {moments.moment(self.asked_at)}"

    @property
    def unfinished(self) -> bool:
        return self.state in self.UNFINISHED

    @property
    def fault(self) -> str:
        """Why it failed, in words."""
        return str(self.FAULTS.get(self.error, "")) if self.error else ""


class ExportTaken(LogRow):
    """Who took the file of an export, and when."""

    export = models.ForeignKey(Export, models.PROTECT, verbose_name=_("export"), related_name="taken")
    user = user_link(db_constraint=False)
    at = models.DateTimeField(_("when"))
    address = models.GenericIPAddressField(_("from address"), null=True)

    class Meta:
        verbose_name = _("export taken")
        verbose_name_plural = _("exports taken")

    def __str__(self) -> str:
        return f"{self.user} {moments.moment(self.at)}"
