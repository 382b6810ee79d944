"""Every word exchanged with an outside system, and what became of it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.row import LogRow, Row, case_link, user_link
from cases.values.bilingual import in_language

SYSTEMS = {
    "pep": _("E-government portal and ARM GO (ПЭП)"),
    "ismp": _("Migration police system (ИС МП)"),
    "ibd": _("Integrated data bank (ИБД)"),
    "sio": _("Law-enforcement exchange system (СИО ПСО)"),
    "knb": _("National security bodies (КНБ)"),
    "berkut": _("UIS Berkut"),
    "adis": _("Fingerprint system (АДИС)"),
    "psh": _("Payment gateway of e-government (ПШЭП)"),
    "courier": _("Courier service"),
}
"""The outside systems, in the order in which a case meets them."""

OFFICIAL = {
    "pep": "ПЭП",
    "ismp": "ИС МП",
    "ibd": "ИБД",
    "sio": "СИО ПСО",
    "knb": "КНБ",
    "berkut": "ЕИС «Беркут»",
    "adis": "АДИС",
    "psh": "ПШЭП",
    "courier": "Курьерская служба",
}
"""How the order calls them: the name under which they act, and which the record keeps."""

_IN_KAZAKH = {
    "pep": "ЭҮП",
    "ismp": "КҚП АЖ",
    "ibd": "ИДБ",
    "sio": "Құқық қорғау органдарының ақпараттық алмасу жүйесі",
    "knb": "ҰҚК",
    "berkut": "«Бүркіт» БАЖ",
    "adis": "АДАЖ",
    "psh": "ЭҮТШ",
    "courier": "Курьерлік қызмет",
}
_NAMES = {OFFICIAL[system]: {"ru": OFFICIAL[system], "kk": name} for system, name in _IN_KAZAKH.items()}


def displayed_name(recorded: str) -> str:
    """The name of a system, as the record keeps it, in the reader's language; the name of a person as it is."""
    return in_language(_NAMES.get(recorded, recorded))


OPERATION_NAMES = {
    "receipt": _("receipt of the application"),
    "result": _("result reported"),
    "register": _("registration of the case"),
    "check": _("check"),
    "approve": _("approval"),
    "crossing": _("border crossing"),
    "intent": _("intent to pay"),
    "reconcile": _("reconciliation of payments"),
    "pickup": _("call of the courier"),
    "answer": _("answer to an earlier request"),
    "payment": _("word of a payment"),
    "status": _("movement of a parcel"),
}
"""By `Operation.name`, whoever sends it (compared by a test)."""


class Exchange(Row):
    """One question to a system with its answer (out), or one message from it (in). In the outbox until answered."""

    OUT, IN = "out", "in"
    DIRECTIONS = [(OUT, _("to the system")), (IN, _("from the system"))]
    PENDING, SENT, ANSWERED, REFUSED, DEAD, DROPPED = "pending", "sent", "answered", "refused", "dead", "dropped"
    STATES = [
        (PENDING, _("to be sent")),
        (SENT, _("sent, answer awaited")),
        (ANSWERED, _("answered")),
        (REFUSED, _("refused by the system")),
        (DEAD, _("given up")),
        (DROPPED, _("not needed any more")),
    ]
    OUTCOMES = [
        ("applied", _("applied to the case")),
        ("kept", _("kept: the case had moved on")),
        ("agreed", _("agrees with what was entered by hand")),
        ("discrepancy", _("differs from what was entered by hand")),
        ("duplicate", _("received before")),
        ("by_hand", _("entered by hand")),
        ("recalled", _("no further inquiry: the consent was withdrawn")),
        ("afterwards", _("kept: it came after the consent was withdrawn")),
    ]
    system = models.CharField(_("system"), max_length=10, choices=list(SYSTEMS.items()))
    operation = models.CharField(_("operation"), max_length=12)
    direction = models.CharField(_("direction"), max_length=3, choices=DIRECTIONS, default=OUT)
    case = case_link("exchanges", null=True)
    key = models.CharField(_("key"), max_length=100)
    """The Idempotency-Key of all attempts."""
    request = models.JSONField(_("what was sent"))
    request_sha256 = models.CharField(_("SHA-256 of what was sent"), max_length=64)
    answer = models.JSONField(_("answer"), null=True)
    answer_sha256 = models.CharField(_("SHA-256 of the answer"), max_length=64, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=STATES, default=PENDING)
    outcome = models.CharField(_("outcome"), max_length=12, choices=OUTCOMES, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_at = models.DateTimeField(_("next attempt"), null=True)
    """When to send (pending), to ask once more (sent) or to apply (answered) next; None: nobody does, as with a system
    that is asked by hand. While a worker has the row, the end of its time."""
    lease = models.UUIDField(null=True, editable=False)
    """The token of the worker that has the row."""
    error = models.CharField(_("last error"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("created"))
    sent_at = models.DateTimeField(_("first sent"), null=True)
    answered_at = models.DateTimeField(_("answered at"), null=True)
    applied_at = models.DateTimeField(_("applied at"), null=True)
    by_hand_at = models.DateTimeField(_("entered by hand at"), null=True)
    """A person has entered the answer meanwhile."""
    by = user_link(verbose_name=_("by whom"), null=True)
    correlation = models.CharField(_("in reply to"), max_length=100, blank=True)
    client = models.CharField(_("sent by"), max_length=60, blank=True)
    repeats = models.PositiveIntegerField(_("received again"), default=0)
    request_id = models.CharField(_("request"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("exchange")
        verbose_name_plural = _("exchanges")
        constraints = [models.UniqueConstraint(fields=["system", "direction", "key"], name="exchange_once")]
        indexes = [
            models.Index(fields=["next_at", "id"], condition=Q(next_at__isnull=False), name="exchange_due"),
            models.Index(fields=["case", "system", "id"], name="exchange_case"),
            models.Index(
                fields=["system", "id"], condition=Q(state="pending", next_at__isnull=True), name="exchange_held"
            ),
            models.Index(fields=["state", "system", "id"], condition=Q(state="dead"), name="exchange_dead"),
            models.Index(fields=["system", "id"], name="exchange_system"),
        ]

    def __str__(self) -> str:
        return f"{self.system}.{self.operation}: {self.get_state_display()}"

    @property
    def open(self) -> bool:
        return self.state in (self.PENDING, self.SENT)


class Attempt(LogRow):
    """One attempt to send: what went out and came back, with hashes and time.

    With outcome "told" nothing was sent; it is the message, as it came, that the system sent on its own account.
    """

    in_log = False

    OUTCOMES = [
        ("ok", _("answered")),
        ("accepted", _("accepted")),
        ("refused", _("refused")),
        ("unavailable", _("unavailable")),
        ("malformed", _("malformed")),
        ("timed_out", _("timed out")),
        ("told", _("sent by the system")),
    ]
    exchange = models.ForeignKey(Exchange, models.PROTECT, related_name="tries", verbose_name=_("exchange"))
    at = models.DateTimeField(_("when"))
    """When the worker's turn began, within which the attempt lies (`outbox.worker.PATIENCE`)."""
    milliseconds = models.PositiveIntegerField(_("milliseconds"))
    """How long the system took."""
    outcome = models.CharField(_("outcome"), max_length=12, choices=OUTCOMES)
    status = models.PositiveSmallIntegerField(_("HTTP status"), null=True)
    sent_sha256 = models.CharField(_("SHA-256 of what was sent"), max_length=64)
    received_sha256 = models.CharField(_("SHA-256 of what came back"), max_length=64, blank=True)
    received = models.TextField(_("what came back"), blank=True)
    """The first 16 KiB."""
    error = models.CharField(_("error"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("attempt to send")
        verbose_name_plural = _("attempts to send")

    def __str__(self) -> str:
        return str(self.get_outcome_display())


class Breaker(Row):
    """Whether a system is called at all: closed (yes), open (not before `retry_at`), half-open (one call tries)."""

    CLOSED, OPEN, HALF_OPEN = "closed", "open", "half_open"
    STATES = [(CLOSED, _("asked")), (OPEN, _("not asked for the moment")), (HALF_OPEN, _("being tried"))]
    system = models.CharField(_("system"), max_length=10, choices=list(SYSTEMS.items()), unique=True)
    state = models.CharField(_("state"), max_length=9, choices=STATES, default=CLOSED)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    opened_at = models.DateTimeField(_("not answering since"), null=True)
    retry_at = models.DateTimeField(_("tried again"), null=True)
    last_ok_at = models.DateTimeField(_("last answered"), null=True)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("circuit breaker")
        verbose_name_plural = _("circuit breakers")

    def __str__(self) -> str:
        return f"{self.get_system_display()}: {self.get_state_display()}"


class Discrepancy(Row):
    """A system's late answer that differs from what a person entered."""

    HAND, SYSTEM = "hand", "system"
    SIDES = [(SYSTEM, _("what the system answered")), (HAND, _("what was entered by hand"))]
    exchange = models.ForeignKey(Exchange, models.PROTECT, related_name="+", verbose_name=_("exchange"))
    case = case_link("discrepancies")
    what = models.CharField(_("about"), max_length=20)
    by_hand = models.JSONField(_("entered by hand"))
    """The fact that the person entered."""
    by_system = models.JSONField(_("answered by the system"))
    """The fact that the system reported."""
    raised_at = models.DateTimeField(_("raised"))
    resolved_at = models.DateTimeField(_("resolved"), null=True)
    resolved_by = user_link(verbose_name=_("resolved by"), null=True)
    resolution = models.CharField(_("resolution"), max_length=1000, blank=True)
    side = models.CharField(_("what holds"), max_length=6, choices=SIDES, blank=True, db_default="")
    """Which of the two was chosen and became the fact; "" on rows resolved before a side had to be chosen."""
    letter_number = models.CharField(_("number of the newer letter"), max_length=60, blank=True, db_default="")
    """Of the body's newer letter, by which the person's entry prevails over the body's own answer."""
    letter_on = models.DateField(_("date of the newer letter"), null=True)
    corrects: models.ForeignKey[Any, Any] = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("corrects"), related_name="+", null=True, db_index=False
    )
    """An earlier resolution of the same two answers that this one corrects."""

    class Meta:
        verbose_name = _("discrepancy")
        verbose_name_plural = _("discrepancies")
        indexes = [models.Index(fields=["case"], condition=Q(resolved_at__isnull=True), name="discrepancy_open")]

    def __str__(self) -> str:
        return self.what

    @property
    def system(self) -> str:
        return self.exchange.system
