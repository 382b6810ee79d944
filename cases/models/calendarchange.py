from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.law import names
from cases.law.actors import EVERYBODY, Readers
from cases.law.terms import DayCount, Proof
from cases.models.row import LogRow, Row, case_link, user_link


class BothCounts(LogRow):
    """Both counts of a last day, where a changed calendar ends it on another one."""

    at = models.DateTimeField(_("when"))
    before = models.DateField(_("last day before"))
    """The last day of the former count; `days_before` are its days."""
    days_before = models.JSONField(_("proof before"))
    counted = models.DateField(_("last day by the changed calendar"))
    """The last day of the new count; `days` are its days."""
    days = models.JSONField(_("proof by the changed calendar"))
    last_day = models.DateField(_("last day that holds"))
    """The day of the two that holds."""

    class Meta:
        abstract = True

    @property
    def moved(self) -> bool:
        return self.last_day != self.before

    @property
    def proof_before(self) -> tuple[DayCount, ...]:
        return Proof.days_from_json(self.days_before)

    @property
    def proof(self) -> tuple[DayCount, ...]:
        return Proof.days_from_json(self.days)


class CalendarChange(Row):
    """A change of the working calendar, and how far the running terms have been counted again (interpretation 18).

    Only a term whose count reaches a day from `first` to `last` can move. A pass goes through those in the order of
    (`due_at`, id), as far as the cursor; the letters that name a last day for a complaint follow, by id.
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
    letters_after = models.UUIDField(null=True, editable=False)
    """The last letter whose day for a complaint was counted again."""
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


class TermRecount(BothCounts):
    """Both counts of one term, where a changed calendar ends it on another day."""

    case = case_link("recounts")
    deadline = models.ForeignKey("cases.Deadline", models.PROTECT, related_name="recounts", verbose_name=_("deadline"))
    change = models.ForeignKey(
        CalendarChange, models.PROTECT, related_name="recounts", verbose_name=_("change of the calendar")
    )
    key = models.CharField(_("term"), max_length=20, choices=names.terms)
    of_applicant = models.BooleanField(_("binds the applicant"))

    class Meta:
        verbose_name = _("recount of a term")
        verbose_name_plural = _("recounts of terms")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.key}: {self.before:%Y-%m-%d} → {self.last_day:%Y-%m-%d}"

    @property
    def readers(self) -> Readers:
        return names.TERM_READERS.get(self.key, EVERYBODY)


class RemedyRecount(BothCounts):
    """Both counts of a last day for a complaint, or for going to court (art. 91 of the АППК), which no term of a case
    is: of a letter that names it, or of a delay that has ended."""

    COMPLAINT, COURT = "complaint", "court"
    WAYS = [(COMPLAINT, _("Last day for a complaint")), (COURT, _("Last day for going to court"))]
    case = case_link("remedy_recounts")
    letter = models.ForeignKey(
        "cases.Letter", models.PROTECT, null=True, related_name="recounts", verbose_name=_("letter")
    )
    deadline = models.ForeignKey(
        "cases.Deadline", models.PROTECT, null=True, related_name="remedy_recounts", verbose_name=_("deadline")
    )
    """The term that was let pass."""
    change = models.ForeignKey(
        CalendarChange, models.PROTECT, related_name="remedy_recounts", verbose_name=_("change of the calendar")
    )
    way = models.CharField(_("way of challenge"), max_length=9, choices=WAYS)

    class Meta:
        verbose_name = _("recount of a last day for a complaint")
        verbose_name_plural = _("recounts of last days for complaints")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(letter=None, deadline__isnull=False) | models.Q(letter__isnull=False, deadline=None),
                name="remedy_recount_of_one",
            )
        ]
        indexes = [models.Index(fields=["case"], name="remedy_recount_case")]

    def __str__(self) -> str:
        return f"{self.way}: {self.before:%Y-%m-%d} → {self.last_day:%Y-%m-%d}"

    @classmethod
    def last_days(cls, **rows: object) -> dict[UUID, date]:
        """By letter or by term, the day that holds since the newest change; of the recounts with these columns."""
        newest = cls.objects.filter(**rows).order_by("id").values_list("letter", "deadline", "last_day")
        return {letter or deadline: day for letter, deadline, day in newest}

    @classmethod
    def of_letters(cls) -> models.Subquery:
        """For rows of letters: the day that holds since the newest change; NULL where none has moved it."""
        newest = cls.objects.filter(letter=models.OuterRef("pk")).order_by("-id")
        return models.Subquery(newest.values("last_day")[:1])
