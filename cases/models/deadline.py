from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.law import names, recounts, regulations, terms
from cases.law.actors import EVERYBODY, Readers
from cases.law.regulations.parts import BASES, OVERDUE, REMINDER
from cases.models.row import Row, case_link
from cases.models.workcalendar import work_calendar

BANK_DAYS = 3
"""Working days after the last day of a term in which the bank's word on a duty begun in time may still come."""


class Deadline(Row):
    """A running or finished term: when it began, when it ends, and each day with the reason it counts or not.

    A changed calendar may move the day of a running one: `recounts` then have both counts (interpretation 18).
    """

    RUNNING, MET, LATE, EXPIRED, STOPPED = "running", "met", "late", "expired", "stopped"
    STATES = [
        (RUNNING, _("running")),
        (MET, _("met")),
        (LATE, _("met late")),
        (EXPIRED, _("expired")),
        (STOPPED, _("stopped")),
    ]
    case = case_link("deadlines")
    key = models.CharField(_("term"), max_length=20, choices=names.terms)
    edition = models.CharField(_("edition"), max_length=60)
    paragraph = models.CharField(_("paragraph"), max_length=10)
    starts_at = models.DateTimeField(_("event"))
    due_at = models.DateTimeField(_("due"))
    """24:00 of the last day in Asia/Almaty, which is 00:00 of the next."""
    last_day = models.DateField(_("last day"))
    days = models.JSONField(_("proof"))
    """List of {"date", "counted", "why"} as `cases.law.terms.Proof` writes it."""
    unconfirmed = models.BooleanField(_("passes through an unconfirmed calendar year"), default=False)
    used = models.PositiveSmallIntegerField(_("days that have run before"), default=0, db_default=0)
    """Days of the term that had run before, where the rest of it goes on (interpretation 3)."""
    state = models.CharField(_("state"), max_length=10, choices=STATES, default=RUNNING)
    stopped_at = models.DateTimeField(_("stopped"), null=True)
    """The moment at which it was recorded that the term was met or ended."""
    met_on = models.DateField(_("met on"), null=True)
    """The day on which what the term requires happened, where it was recorded on a later day."""
    reminded_at = models.DateTimeField(_("reminder sent"), null=True)
    overdue_at = models.DateTimeField(_("marked overdue"), null=True)

    class Meta:
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "key"], condition=models.Q(state="running"), name="deadline_one_running_a_term"
            )
        ]
        indexes = [
            models.Index(fields=["case", "id"], name="deadline_case"),
            models.Index(fields=["due_at", "key"], condition=models.Q(state="running"), name="deadline_running"),
            models.Index(
                fields=["stopped_at", "key"], condition=models.Q(stopped_at__isnull=False), name="deadline_stopped"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} → {self.last_day:%Y-%m-%d}"

    @property
    def readers(self) -> Readers:
        return names.TERM_READERS.get(self.key, EVERYBODY)

    @property
    def term(self) -> regulations.Term | None:
        """As its edition has it; None where the edition does not know it any more."""
        return regulations.edition(self.edition).terms.get(self.key) if self.edition else None

    @property
    def basis(self) -> str:
        """What sets it (`BASES`); the order, where the edition does not know it any more."""
        return self.term.basis if self.term else BASES[0]

    @property
    def binds_officials(self) -> bool:
        """The officials on whom the case waits are late when it is over; else it is the applicant's term."""
        return bool(self.term and self.term.on_expiry == OVERDUE)

    @property
    def reminds(self) -> bool:
        """Nobody is late when it is over: the applicant is reminded."""
        return bool(self.term and self.term.on_expiry == REMINDER)

    @property
    def binds_applicant(self) -> bool:
        """Its days are the applicant's, whomever the case waits on."""
        return bool(self.term and recounts.binds_applicant(self.term))

    @property
    def late_from(self) -> date:
        """The first day after it."""
        return self.last_day + timedelta(days=1)

    @property
    def bank_until(self) -> datetime:
        """Until when the bank's word is waited for of a duty that was begun in time (interpretation 17)."""
        return terms.working_days_after(self.last_day, BANK_DAYS, work_calendar())

    @property
    def proof(self) -> tuple[terms.DayCount, ...]:
        return terms.Proof.days_from_json(self.days)
