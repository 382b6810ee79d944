"""The tables of the log that proves the record whole (docs/evidence.md)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.row import LogRow, Row


class WaitingLeaf(models.Model):
    """The digest of a row, written in its transaction; the job that sequences the log takes it from here.

    Its key counts up: of two leaves of one row, which is locked while it is written, the later has the larger.
    """

    id: models.BigAutoField[int, int] = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=48)
    ref = models.CharField(max_length=64)
    digest: models.BinaryField[bytes, bytes] = models.BinaryField()
    mac: models.BinaryField[bytes, bytes] = models.BinaryField()
    """By a key that is not in the database: that the portal has written this leaf, and what tells it from others."""
    refused: models.BooleanField[bool, bool] = models.BooleanField(default=False, db_default=False)
    """Its code is wrong: it gets no place, and stays, as the fault may be a key that is missing here."""

    class Meta:
        verbose_name = _("leaf that waits for its place in the log")
        verbose_name_plural = _("leaves that wait for their place in the log")

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"


class SealedLeaf(models.Model):
    """A leaf with its place in the tree."""

    place: models.BigIntegerField[int, int] = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=48)
    ref = models.CharField(max_length=64)
    digest: models.BinaryField[bytes, bytes] = models.BinaryField()
    mac: models.BinaryField[bytes, bytes] = models.BinaryField()
    """By it a leaf that is put in a second time is known."""

    class Meta:
        verbose_name = _("leaf of the log")
        verbose_name_plural = _("leaves of the log")
        indexes = [models.Index(fields=["kind", "ref", "place"], name="sealedleaf_row")]

    def __str__(self) -> str:
        return f"{self.place}: {self.kind} {self.ref}"


class TreeNode(models.Model):
    """The root of a whole subtree of 256, 256², … leaves: `place` is its number among those of its level (8, 16, …)."""

    id: models.BigAutoField[int, int] = models.BigAutoField(primary_key=True)
    level = models.PositiveSmallIntegerField()
    place: models.BigIntegerField[int, int] = models.BigIntegerField()
    hash: models.BinaryField[bytes, bytes] = models.BinaryField()

    class Meta:
        verbose_name = _("node of the log")
        verbose_name_plural = _("nodes of the log")
        constraints = [models.UniqueConstraint(fields=["level", "place"], name="treenode_place")]

    def __str__(self) -> str:
        return f"{self.level}/{self.place}"


class Checkpoint(LogRow):
    """The signed statement of how long the log was at a moment, and of its root."""

    in_log = False
    at: models.DateTimeField[Any, Any] = models.DateTimeField(_("when"))
    size: models.BigIntegerField[int, int] = models.BigIntegerField(_("leaves"))
    root = models.CharField(_("root of the log"), max_length=64)
    """Base64."""
    note = models.TextField(_("signed note"))
    """As C2SP has it: tlog-checkpoint, signed-note."""

    class Meta:
        verbose_name = _("checkpoint of the log")
        verbose_name_plural = _("checkpoints of the log")
        indexes = [
            models.Index(fields=["size"], name="checkpoint_size"),
            models.Index(fields=["at"], name="checkpoint_at"),
        ]

    def __str__(self) -> str:
        return str(self.size)


CHANGED, MISSING, ADDED, FORGED, LOG, COUNTED = "changed", "missing", "added", "forged", "log", "counted"
LOG_FAULTS = [
    (CHANGED, _("is not what was written")),
    (MISSING, _("was written and is not there")),
    (ADDED, _("is there and was never written by the portal")),
    (FORGED, _("its leaf was not made by the portal")),
    (LOG, _("the log itself does not hold")),
    (COUNTED, _("a second count of the term ends on another day")),
]


class LogFault(Row):
    """What a verification of the log has found, until a later one finds it right."""

    kind = models.CharField(_("kind of row"), max_length=48)
    ref = models.CharField(_("row"), max_length=64)
    what = models.CharField(_("fault"), max_length=8, choices=LOG_FAULTS)
    detail = models.CharField(_("remarks"), max_length=300, blank=True, default="", db_default="")
    noticed_at: models.DateTimeField[Any, Any] = models.DateTimeField(_("noticed"))

    class Meta:
        verbose_name = _("fault of the record")
        verbose_name_plural = _("faults of the record")
        constraints = [models.UniqueConstraint(fields=["kind", "ref", "what"], name="logfault_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}: {self.what}"
