from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.row import LogRow, case_link, user_link


class Signature(LogRow):
    """What was signed, by whom, with what. `sheet` is the canonical text that was signed.

    `signer` names the means: "demo" is no ЭЦП and says so wherever it is shown.
    """

    case = case_link("signatures")
    step = models.CharField(_("step"), max_length=40)
    user = user_link()
    signer = models.CharField(_("means"), max_length=20)
    sheet = models.TextField(_("signed sheet"))
    sha256 = models.CharField(_("SHA-256 of the sheet"), max_length=64)
    value = models.TextField(_("signature value"), blank=True)
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        indexes = [models.Index(fields=["case", "id"], name="signature_case")]

    def __str__(self) -> str:
        return f"{self.step}: {self.signer}"

    @property
    def is_demo(self) -> bool:
        return self.signer == "demo"
