"""Machines that call the portal: who they are, their keys, their calls, and whom the portal calls back."""

from __future__ import annotations

from datetime import datetime
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.models.row import LogRow, Row, case_link, history

if TYPE_CHECKING:
    from cases.models import Case


SCOPES = {
    "inbox": _("answers and callbacks of its own system"),
    "cases.read": _("cases: state and dates"),
    "cases.permit": _("cases: number and day of the preliminary permit"),
    "cases.person": _("cases: masked IIN"),
    "letters.read": _("letters by their check code: what everybody may learn"),
    "exchanges.read": _("exchanges of its own system"),
}
"""What a client may be allowed, each alone: none includes another."""

WEBHOOK_EVENTS = {"case.state_changed": _("a case has moved"), "letter.ready": _("a letter is ready")}
WEBHOOK_SCOPES = {"case.state_changed": "cases.read", "letter.ready": "letters.read"}
"""The right without which an event is not sent."""


def validate_scopes(value: object) -> None:
    _subset(value, set(SCOPES))


def validate_events(value: object) -> None:
    _subset(value, set(WEBHOOK_EVENTS))


def _subset(value: object, known: set[str]) -> None:
    if not isinstance(value, list) or not {str(v) for v in value} <= known:
        raise ValidationError(_("A list of: %(known)s.") % {"known": ", ".join(sorted(known))})


def validate_networks(value: Any) -> None:
    """Addresses or networks as CIDR. None at all is no way to say "everybody": that is 0.0.0.0/0 and ::/0."""
    try:
        networks = [ip_network(str(v)) for v in value]
    except (TypeError, ValueError) as error:
        raise ValidationError(_("A list of addresses or networks, such as 10.0.0.0/8: %(e)s.") % {"e": error}) from None
    if not networks:
        raise ValidationError(_("Name at least one address or network."))


class ApiClient(Row):
    """One partner's machine."""

    name = models.CharField(pgettext_lazy("of a thing", "name"), max_length=60, unique=True)
    system = models.SlugField(_("system"), max_length=20)
    """The key of the outside system for which it speaks."""
    scopes = models.JSONField(_("rights"), default=list, validators=[validate_scopes])
    city = models.ForeignKey(
        "cases.City",
        models.PROTECT,
        verbose_name=_("city"),
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Sees the cases of this city only; empty: of the whole country."),
    )
    allowed_ips = models.JSONField(_("allowed addresses"), default=list, validators=[validate_networks])
    rate = models.PositiveIntegerField(_("calls a minute"), default=120)
    active = models.BooleanField(_("in use"), default=True)

    history = history()

    class Meta:
        verbose_name = _("machine client")
        verbose_name_plural = _("machine clients")

    def __str__(self) -> str:
        return self.name

    def sight(self) -> models.Q:
        """The cases it may see, where it may see any: filed ones, of its city. A draft is visible to none."""
        filed = models.Q(filed_at__isnull=False)
        return filed & models.Q(city_id=self.city_id) if self.city_id else filed

    def sees(self, case: Case) -> bool:
        return case.filed_at is not None and self.city_id in (None, case.city_id)


class ApiKey(Row):
    """A key of a client. Two keys may be valid at once, for a rotation."""

    client = models.ForeignKey(ApiClient, models.PROTECT, verbose_name=_("machine client"), related_name="keys")
    key_id = models.CharField(_("key"), max_length=32, unique=True)
    """Sent with each call; the secret never is."""
    digest = models.CharField(max_length=64, editable=False)
    """The SHA-256 of the secret, hex, and at the same time what both sides sign with. The secret itself is stored
    nowhere (docs/decisions/api.md says what that is worth)."""
    created_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(_("made"))
    expires_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(_("good until"))
    revoked_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(_("revoked"), null=True)

    class Meta:
        verbose_name = _("key of a machine client")
        verbose_name_plural = _("keys of machine clients")

    def __str__(self) -> str:
        return self.key_id

    def is_valid(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at


class ApiCall(LogRow):
    """One call, answered or refused: who called what, with which result. No bodies, no secrets."""

    in_log = False

    client = models.ForeignKey(
        ApiClient,
        models.PROTECT,
        verbose_name=_("machine client"),
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    case = case_link(null=True, db_constraint=False)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(_("when"))
    method = models.CharField(_("method"), max_length=10)
    path = models.CharField(_("path"), max_length=300)
    status = models.PositiveSmallIntegerField(_("answer"))
    code = models.CharField(_("refused because"), max_length=40, blank=True)
    milliseconds = models.PositiveIntegerField(_("milliseconds"))
    address = models.GenericIPAddressField(_("from address"), null=True)
    request_id = models.CharField(_("request"), max_length=64)
    sha256 = models.CharField(_("SHA-256 of the body"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("call of the API")
        verbose_name_plural = _("calls of the API")
        indexes = [
            models.Index(fields=["client", "id"], name="apicall_client"),
            models.Index(fields=["case", "id"], condition=models.Q(case__isnull=False), name="apicall_case"),
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.status}"


class ApiNonce(models.Model):
    """A nonce that was used. Deleted once its time is over."""

    mark = models.CharField(max_length=64, primary_key=True)
    """The SHA-256 of the key and the nonce."""
    used_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("used nonce")
        verbose_name_plural = _("used nonces")

    def __str__(self) -> str:
        return self.mark[:8]


class IdempotentAnswer(Row):
    """The answer to a POST, under its Idempotency-Key."""

    client = models.ForeignKey(ApiClient, models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    """Of path and body, so that another body is noticed."""
    status = models.PositiveSmallIntegerField()
    body: models.JSONField[Any, Any] = models.JSONField(default=dict)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("kept answer")
        verbose_name_plural = _("kept answers")
        constraints = [models.UniqueConstraint(fields=["client", "key"], name="idempotent_once")]

    def __str__(self) -> str:
        return self.key


ANY_WEBHOOK = "webhooks.any"
"""Cache key: "1" or "0", whether anybody wants to be called. Saves each step a statement."""


class Webhook(Row):
    """Where a client wants events to be sent. Signed with the client's own key."""

    client = models.ForeignKey(ApiClient, models.PROTECT, verbose_name=_("machine client"), related_name="webhooks")
    url = models.URLField(_("address"), max_length=300)
    events = models.JSONField(_("events"), default=list, validators=[validate_events])
    active = models.BooleanField(_("in use"), default=True)

    history = history()

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")

    def __str__(self) -> str:
        return self.url

    def may_hear(self, event: str, case: Case) -> bool:
        """Checked when it happens and again when it is sent: a right may be taken away in between."""
        wanted = self.active and self.client.active and event in self.events
        return wanted and WEBHOOK_SCOPES[event] in self.client.scopes and self.client.sees(case)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A call in between may have cached the old rows: the cache is cleared once more after the commit."""
        super().save(*args, **kwargs)
        cache.delete(ANY_WEBHOOK)
        transaction.on_commit(lambda: cache.delete(ANY_WEBHOOK))


class WebhookDelivery(Row):
    """One event for one webhook. Its attempts are those of the effect "webhook" of the same id."""

    STATES = [("pending", _("pending")), ("delivered", _("delivered")), ("dropped", _("webhook switched off"))]
    webhook = models.ForeignKey(Webhook, models.PROTECT, verbose_name=_("webhook"), related_name="deliveries")
    event = models.CharField(_("event"), max_length=30, choices=list(WEBHOOK_EVENTS.items()))
    case = case_link(null=True, db_constraint=False)
    ref = models.UUIDField(_("subject"))
    """The id of the case or letter."""
    payload = models.JSONField(_("content"), default=dict)
    state = models.CharField(_("state"), max_length=10, choices=STATES, default="pending")
    created_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(_("created"))
    delivered_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(
        _("delivered"), null=True
    )
    log: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(_("attempts"), default=list)
    """The newest attempts, each {"at", "status" (null: no answer), "ms", "error"}."""

    class Meta:
        verbose_name = _("delivery to a webhook")
        verbose_name_plural = _("deliveries to webhooks")
        indexes = [models.Index(fields=["ref"], name="webhookdelivery_ref")]

    def __str__(self) -> str:
        return f"{self.event} {self.state}"
