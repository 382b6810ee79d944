from __future__ import annotations

import base64
import json
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.row import LogRow, case_link, user_link
from cases.values.iin import masked

STATUSES = [
    ("good", _("certificate not revoked")),
    ("unchecked", _("revocation not yet checked")),
    ("revoked", _("certificate revoked before signing")),
    ("revoked_later", _("certificate revoked after signing")),
]
"""Of the certificate, as `cases.eds.base.Status` (compared by a test)."""
WAYS = [
    ("ncalayer", _("NCALayer on the computer")),
    ("file", _("signed file, made by another program")),
    ("mobile", _("eGov Mobile on a telephone")),
    ("sigex", _("eGov Mobile on a telephone, through SIGEX")),
]
"""As `cases.eds.base.SigningWay` (compared by a test)."""


class Signature(LogRow):
    """What was signed, by whom, with which certificate, and how it was checked when it came."""

    case = case_link("signatures")
    step = models.CharField(_("step"), max_length=40)
    user = user_link()
    signer = models.CharField(_("checked by"), max_length=20)
    way = models.CharField(_("signed by way of"), max_length=10, choices=WAYS, blank=True, default="", db_default="")
    """"" for those of before it was stored."""
    purpose = models.CharField(_("purpose"), max_length=12, db_default="")
    sheet = models.TextField(_("signed sheet"))
    """The exact text that was signed; with `value` it can be verified again at any later day, as of `at`."""
    sha256 = models.CharField(_("SHA-256 of the sheet"), max_length=64)
    value = models.TextField(_("signature (CMS)"))
    """The CMS (DER) in Base64."""
    annex = models.JSONField(_("annexes of the sheet"), default=dict, db_default={}, blank=True)
    """Texts whose SHA-256 is in the sheet."""
    at = models.DateTimeField(_("when"))
    claimed_at = models.DateTimeField(_("time in the signature"), null=True)
    """By the signer's own clock."""
    subject_name = models.CharField(_("name in the certificate"), max_length=200, db_default="")
    iin = models.CharField(_("IIN"), max_length=12, db_default="")
    bin = models.CharField(_("BIN"), max_length=12, blank=True, db_default="")
    organization = models.CharField(_("organisation"), max_length=300, blank=True, db_default="")
    serial = models.CharField(_("certificate number"), max_length=64, db_default="")
    issuer = models.CharField(_("issued by"), max_length=300, db_default="")
    algorithm = models.CharField(_("algorithm"), max_length=60, db_default="")
    not_before = models.DateTimeField(_("certificate valid from"), null=True)
    not_after = models.DateTimeField(_("certificate valid until"), null=True)
    revocation = models.CharField(_("revocation at that time"), max_length=14, choices=STATUSES, db_default="")
    """What was known at `at`; what was learnt since is in `SignatureCheck`."""

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        indexes = [models.Index(fields=["case", "id"], name="signature_case")]

    def __str__(self) -> str:
        return f"{self.step}: {self.subject_name}"

    @property
    def cms(self) -> bytes:
        """The CMS as it came, DER."""
        return base64.b64decode(self.value)

    @property
    def facts(self) -> dict[str, Any]:
        """What the sheet says; {} for one from before there were sheets of facts."""
        try:
            facts = json.loads(self.sheet)
        except ValueError:
            return {}
        return facts if isinstance(facts, dict) else {}

    @property
    def iin_masked(self) -> str:
        return masked(self.iin)


class SignatureCheck(LogRow):
    """What was learnt of a signature's certificate, then or later: the newest row is the word that counts."""

    signature: models.ForeignKey[Signature, Signature] = models.ForeignKey(
        Signature, models.PROTECT, related_name="checks", db_index=False, verbose_name=_("signature")
    )
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(_("when"))
    status = models.CharField(_("revocation"), max_length=14, choices=STATUSES)
    source = models.CharField(_("asked of"), max_length=12, blank=True)
    evidence = models.TextField(_("answer (DER, Base64)"), blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True)
    reason = models.CharField(_("reason"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("check of a signature")
        verbose_name_plural = _("checks of signatures")
        indexes = [models.Index(fields=["signature", "id"], name="signaturecheck_signature")]

    def __str__(self) -> str:
        return f"{self.signature_id}: {self.status}"
