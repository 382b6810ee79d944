from __future__ import annotations

from hashlib import sha256

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_otp.models import Device, ThrottlingMixin, TimestampMixin


def code_digest(code: str) -> str:
    """A code has 80 random bits, so a plain hash can not be turned back; hyphens, blanks, capitals do not matter."""
    return sha256("".join(code.replace("-", "").split()).lower().encode()).hexdigest()


class RecoveryCodes(TimestampMixin, ThrottlingMixin, Device):
    """The codes for the day the telephone is lost. django-otp's own are stored readable; these are stored as hashes."""

    user = models.OneToOneField("cases.User", models.CASCADE, related_name="recovery_codes")
    hashes: models.JSONField[list[str], list[str]] = models.JSONField(_("hashes"), default=list)

    class Meta(Device.Meta):
        verbose_name = _("recovery codes")
        verbose_name_plural = _("recovery codes")

    def get_throttle_factor(self) -> int:
        return 1

    def verify_token(self, token: str) -> bool:
        """Spends the code. Call it with the row locked."""
        if not self.verify_is_allowed()[0]:
            return False
        spent = code_digest(token)
        if spent not in self.hashes:
            self.throttle_increment()
            return False
        self.hashes = [stored for stored in self.hashes if stored != spent]
        self.set_last_used_timestamp(commit=False)
        self.throttle_reset()
        return True
