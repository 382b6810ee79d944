from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.row import Row, user_link


class MobileSigning(Row):
    """What a browser has asked a telephone to sign (eGov Mobile), for some minutes; a day later the row is gone.

    `id` is the browser's address of it, `address` the telephone's, and neither leads to the other.
    """

    WAITING, OPENED, SHOWN, SIGNED, STOPPED = "waiting", "opened", "shown", "signed", "stopped"
    STATES = (
        (WAITING, _("No telephone has opened it yet")),
        (OPENED, _("A telephone has opened it")),
        (SHOWN, _("The telephone has what is to be signed")),
        (SIGNED, _("Signed")),
        (STOPPED, _("Stopped")),
    )

    state = models.CharField(_("state"), max_length=10, choices=STATES, default=WAITING)
    browser = models.CharField(_("browser"), max_length=64)
    """SHA-256, in hex, of what only the browser has that asked."""
    address = models.CharField(_("address"), max_length=64, unique=True)
    token = models.CharField(_("token"), max_length=64, blank=True)
    """SHA-256, in hex, of what the telephone was given last; "" before."""
    code = models.CharField(_("code"), max_length=4)
    """Shown on both screens, so that their owners see whether they are of one request."""
    user = user_link(null=True, on_delete=models.CASCADE)
    """None before somebody has signed in."""
    case: models.ForeignKey[Case | None, Case | None] = models.ForeignKey(
        Case, models.CASCADE, verbose_name=_("case"), related_name="+", null=True, db_index=False
    )
    purpose = models.CharField(_("purpose"), max_length=10)
    """A `cases.eds.base.Purpose`."""
    iin = models.CharField(_("IIN"), max_length=12, blank=True)
    """Whose signature it must be; "" takes anybody's."""
    language = models.CharField(_("language"), max_length=2)
    """That of the page that asked."""
    description = models.CharField(_("description"), max_length=500)
    """What the telephone displays first; names nobody."""
    documents = models.JSONField(_("documents"), default=list)
    """As call 2 gives them, `documentsToSign`."""
    drawn_up_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(_("drawn up"))
    """When the oldest of them was first displayed."""
    action = models.CharField(_("page"), max_length=300)
    """The page of the portal that takes the signatures."""
    carried = models.JSONField(_("what was entered"), default=list)
    """Pairs of name and value that go there with them."""
    back = models.CharField(_("way back"), max_length=300)
    began_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(_("began"), db_index=True)
    expires_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(_("ends"))
    opened_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(_("opened"), null=True)
    signed_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(_("signed"), null=True)
    relay = models.JSONField(_("intermediary"), default=dict)
    """What SIGEX has answered, where it stands between; {} where the portal serves the telephone itself."""
    signatures = models.JSONField(_("signatures"), default=list)
    """CMS in Base64, one a document, in their order."""
    signer_name = models.CharField(_("signer"), max_length=300, blank=True)
    fault = models.CharField(_("why refused"), max_length=1000, blank=True)
    """Of the last signature that was not accepted, in words; "" where there was none."""
    refused = models.PositiveSmallIntegerField(_("refused signatures"), default=0)

    class Meta:
        verbose_name = _("signing on a telephone")
        verbose_name_plural = _("signings on telephones")

    def __str__(self) -> str:
        return f"{self.began_at:%Y-%m-%d %H:%M} {self.state}"

    def is_open(self, now: datetime) -> bool:
        """Whether a telephone may still answer."""
        return self.state in (self.WAITING, self.OPENED, self.SHOWN) and now < self.expires_at
