from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.row import Row, user_link


class Slot(Row):
    """A time for a video interview (п. 6–7). Free while no case holds it: `Case.slot` is unique."""

    starts_at = models.DateTimeField(_("starts"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=30)
    link = models.URLField(_("link of the video meeting"), blank=True)
    screener = user_link(verbose_name=_("interviewer"))

    class Meta:
        verbose_name = _("interview time")
        verbose_name_plural = _("interview times")
        ordering = ["starts_at"]
        constraints = [models.UniqueConstraint(fields=["screener", "starts_at"], name="slot_once_a_screener")]
        indexes = [models.Index(fields=["starts_at", "id"], name="slot_time")]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"
