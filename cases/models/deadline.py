from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.law import names, regulations, terms
from cases.law.actors import EVERYBODY, Readers
from cases.law.calendar import local_day
from cases.models.row import Row, case_link
from cases.models.workcalendar import work_calendar

BANK_DAYS = 3
"""Working days after the last day of a term in which the bank's word on a duty begun in time may still come."""


class Deadline(Row):
    """A term at work: when it began, when it ends, and each day of the way with the reason it counts or not.

    `days`: list of {"date", "counted", "why"} as `cases.law.terms.Proof` writes it. `due_at` is 24:00 of the last
    day in Asia/Almaty, which is 00:00 of the next. A changed calendar may move the day of a running one: `recounts`
    then hold both counts (interpretation 18). `met_on`: the day on which what the term asks for happened, where it was
    recorded on a later one; `stopped_at` is the moment of the recording.
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
    last_day = models.DateField(_("last day"))
    days = models.JSONField(_("proof"))
    unconfirmed = models.BooleanField(_("passes through an unconfirmed calendar year"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=STATES, default=RUNNING)
    stopped_at = models.DateTimeField(_("stopped"), null=True)
    met_on = models.DateField(_("met on"), null=True)
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
        ]

    def __str__(self) -> str:
        return f"{self.key} → {self.last_day:%Y-%m-%d}"

    @property
    def readers(self) -> Readers:
        return names.TERM_READERS.get(self.key, EVERYBODY)

    @property
    def closes_at(self) -> datetime:
        """When the clock acts: from `due_at` on nothing new is in time, until here what was may be recorded."""
        term = regulations.edition(self.edition).terms[self.key]
        return terms.closes(term, self.last_day, work_calendar()) if term.record_days else self.due_at

    @property
    def bank_until(self) -> datetime:
        """Until when the bank's word is waited for of a duty that was begun in time (interpretation 17)."""
        term = regulations.edition(self.edition).terms[self.key]
        return terms.closes(replace(term, record_days=BANK_DAYS), self.last_day, work_calendar())

    @property
    def record_until(self) -> date:
        """The last day on which what happened in time may be recorded."""
        return local_day(self.closes_at - timedelta(seconds=1))

    @property
    def proof(self) -> tuple[terms.DayCount, ...]:
        return terms.Proof.days_from_json(self.days)
