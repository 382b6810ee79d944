from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.law import names
from cases.law.actors import EVERYBODY, Readers
from cases.law.terms import DayCount, Proof
from cases.models.row import LogRow, Row, case_link, user_link


class CalendarChange(Row):
    """A change of the working calendar, and how far the running terms have been counted again (interpretation 18).

    Only a term whose count reaches a day from `first` to `last` can move. A pass goes through those in the order of
    (`due_at`, id), as far as the cursor.
    """

    IN_HAND, DONE = "in_hand", "done"
    STATES = [(IN_HAND, _("in hand")), (DONE, _("done"))]
    at = models.DateTimeField(_("when"))
    user = user_link(null=True)
    reason = models.CharField(_("source"), max_length=300)
    days = models.JSONField(_("days"), default=list)
    """List of {"date", "before", "after"}, kinds of `CalendarDay`, "" for a day without a row."""
    first = models.DateField(pgettext_lazy("day", "from"))
    last = models.DateField(pgettext_lazy("day", "to"))
    state = models.CharField(_("state"), max_length=8, choices=STATES, default=IN_HAND)
    pass_from = models.DateTimeField(null=True, editable=False)
    """The moment at which the pass began."""
    cursor_at = models.DateTimeField(null=True, editable=False)
    cursor_id = models.UUIDField(null=True, editable=False)
    moved = models.PositiveIntegerField(_("terms moved"), default=0)
    kept = models.PositiveIntegerField(_("terms that kept the later day"), default=0)
    failed = models.PositiveIntegerField(_("terms that could not be counted"), default=0)
    done_at = models.DateTimeField(_("done at"), null=True)

    class Meta:
        verbose_name = _("change of the calendar")
        verbose_name_plural = _("changes of the calendar")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(state="in_hand"), name="calendar_change_in_hand"),
        ]

    def __str__(self) -> str:
        return f"{self.first:%Y-%m-%d} – {self.last:%Y-%m-%d}" if self.first != self.last else f"{self.first:%Y-%m-%d}"

    @property
    def changed_days(self) -> list[str]:
        """ISO dates, the first day first."""
        return [day["date"] for day in self.days]


class TermRecount(LogRow):
    """Both counts of one term, where a changed calendar ends it on another day."""

    case = case_link("recounts")
    deadline = models.ForeignKey("cases.Deadline", models.PROTECT, related_name="recounts", verbose_name=_("deadline"))
    change = models.ForeignKey(
        CalendarChange, models.PROTECT, related_name="recounts", verbose_name=_("change of the calendar")
    )
    at = models.DateTimeField(_("when"))
    key = models.CharField(_("term"), max_length=20, choices=names.terms)
    of_applicant = models.BooleanField(_("binds the applicant"))
    before = models.DateField(_("last day before"))
    """The last day of the former count; `days_before` are its days."""
    days_before = models.JSONField(_("proof before"))
    counted = models.DateField(_("last day by the changed calendar"))
    """The last day of the new count; `days` are its days."""
    days = models.JSONField(_("proof by the changed calendar"))
    last_day = models.DateField(_("last day that holds"))
    """The day of the two that holds."""

    class Meta:
        verbose_name = _("recount of a term")
        verbose_name_plural = _("recounts of terms")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.key}: {self.before:%Y-%m-%d} → {self.last_day:%Y-%m-%d}"

    @property
    def moved(self) -> bool:
        return self.last_day != self.before

    @property
    def readers(self) -> Readers:
        return names.TERM_READERS.get(self.key, EVERYBODY)

    @property
    def proof_before(self) -> tuple[DayCount, ...]:
        return Proof.days_from_json(self.days_before)

    @property
    def proof(self) -> tuple[DayCount, ...]:
        return Proof.days_from_json(self.days)
