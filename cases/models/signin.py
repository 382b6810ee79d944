from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.row import LogRow, user_link
from cases.models.signature import STATUSES
from cases.values import moments

SIGN_IN_WAYS = [
    ("eds", _("ЭЦП")),
    ("oidc", _("provider of the agency")),
    ("oidc+totp", _("provider of the agency and code")),
    ("oidc+recovery", _("provider of the agency and recovery code")),
    ("password+totp", _("password and code")),
    ("password+recovery", _("password and recovery code")),
    ("password+totp+eds", _("password, code and ЭЦП")),
    ("password+recovery+eds", _("password, recovery code and ЭЦП")),
]


class SignIn(LogRow):
    """Who came in, how, from where. `certificate_*`: of the ЭЦП, the name as it is written there;

    what was known then of its revocation.
    """

    user = user_link(db_constraint=False)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(_("when"))
    way = models.CharField(_("way"), max_length=24, choices=SIGN_IN_WAYS)
    address = models.GenericIPAddressField(_("from address"), null=True)
    certificate_serial = models.CharField(_("certificate number"), max_length=64, blank=True)
    certificate_name = models.CharField(_("name in the certificate"), max_length=300, blank=True)
    certificate_until: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(
        _("certificate valid until"), null=True
    )
    certificate_status = models.CharField(_("certificate status"), max_length=14, choices=STATUSES, blank=True)

    class Meta:
        verbose_name = _("sign-in")
        verbose_name_plural = _("sign-ins")
        indexes = [models.Index(fields=["user", "id"], name="signin_user")]

    def __str__(self) -> str:
        return f"{self.get_way_display()} {moments.moment(self.at)}"
