from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.row import Row


class Challenge(Row):
    """The mark of a challenge that has opened the portal.

    One not answered leaves no row (`cases.accounts.signing_in`).
    """

    nonce = models.CharField(_("nonce"), max_length=64, unique=True)
    used_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(_("used"), db_index=True)

    class Meta:
        verbose_name = _("answered challenge")
        verbose_name_plural = _("answered challenges")

    def __str__(self) -> str:
        return self.nonce[:8]
