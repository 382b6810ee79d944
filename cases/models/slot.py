from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.models.row import Row, user_link
from cases.values import moments

PIECE = timedelta(minutes=5)
"""Interviews begin and end at whole pieces of an hour; an interviewer is busy in each at one of them at most."""


class InterviewRule(Row):
    """Times that repeat: on each working day of a period that is one of these weekdays, interviews one after another
    between two hours of Astana time."""

    weekdays = models.CharField(_("weekdays"), max_length=7)
    """Digits of ISO 8601, 1 is Monday."""
    begins = models.TimeField(pgettext_lazy("hour of the day", "from"))
    ends = models.TimeField(pgettext_lazy("hour of the day", "until"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    """The length of one interview."""
    capacity = models.PositiveSmallIntegerField(_("interviews at the same time"), default=1)
    """Interviews at the same time; the interviewers are divided among them, so that each is in only one."""
    link = models.URLField(_("link of the video meeting"), blank=True)
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))
    interviewers = models.ManyToManyField("cases.User", verbose_name=_("interviewers"), related_name="+")
    by = user_link(verbose_name=_("entered by"))
    at = models.DateTimeField(_("entered"))
    ended_at = models.DateTimeField(_("ended"), null=True)
    """Since when it is void; what was booked before stays."""
    ended_by = user_link(verbose_name=_("ended by"), null=True)

    class Meta:
        verbose_name = _("recurring interview times")
        verbose_name_plural = _("recurring interview times")
        indexes = [models.Index(fields=["last", "id"], name="interviewrule_last")]

    def __str__(self) -> str:
        return f"{self.weekdays} {self.begins:%H:%M}–{self.ends:%H:%M}"


class BlockedDays(Row):
    """Days on which nobody is interviewed, or not by one interviewer; a working day of the calendar or not.

    Free times on these days are not offered. A row that was entered wrongly is withdrawn and stays.
    """

    user = user_link(verbose_name=_("interviewer"), null=True)
    """The interviewer; None for all."""
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))
    note = models.CharField(_("why"), max_length=200, blank=True)
    by = user_link(verbose_name=_("entered by"))
    at = models.DateTimeField(_("entered"))
    withdrawn_by = user_link(verbose_name=_("withdrawn by"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)

    class Meta:
        verbose_name = _("days without interviews")
        verbose_name_plural = _("days without interviews")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last__gte=models.F("first")),
                name="blockeddays_days",
                violation_error_message=_("The last day lies before the first."),
            )
        ]
        indexes = [
            models.Index(fields=["last"], condition=models.Q(withdrawn_at__isnull=True), name="blockeddays_not_over")
        ]

    def __str__(self) -> str:
        return f"{self.first:%Y-%m-%d} – {self.last:%Y-%m-%d}"


class Slot(Row):
    """A time for a video interview (п. 6–7). Free while no case has it: `Case.slot` is unique."""

    starts_at = models.DateTimeField(_("starts"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=30)
    link = models.URLField(_("link of the video meeting"), blank=True)
    screener = user_link(verbose_name=_("interviewer"))
    """Who leads it; all who interview are in `InterviewerTime`."""
    rule = models.ForeignKey(InterviewRule, models.PROTECT, related_name="slots", null=True, verbose_name=_("rule"))

    class Meta:
        verbose_name = _("interview time")
        verbose_name_plural = _("interview times")
        ordering = ["starts_at"]
        constraints = [models.UniqueConstraint(fields=["screener", "starts_at"], name="slot_once_a_screener")]
        indexes = [models.Index(fields=["starts_at", "id"], name="slot_time")]

    def __str__(self) -> str:
        return f"{moments.moment(self.starts_at)}"

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)


class InterviewerTime(Row):
    """A piece of an interviewer's time that a slot takes, free or booked: the database lets nobody be in two at
    once."""

    slot = models.ForeignKey(Slot, models.CASCADE, related_name="times")
    user = user_link(verbose_name=_("interviewer"))
    at = models.DateTimeField(pgettext_lazy("hour of the day", "from"))
    first = models.BooleanField(_("first piece"), default=False)
    """The piece with which the slot begins, one for each of its interviewers."""

    class Meta:
        verbose_name = _("time of an interviewer")
        verbose_name_plural = _("times of interviewers")
        constraints = [models.UniqueConstraint(fields=["user", "at"], name="interviewer_once_at_a_time")]

    def __str__(self) -> str:
        return f"{self.user_id} {moments.moment(self.at)}"


def pieces(starts_at: datetime, minutes: int) -> list[datetime]:
    """The beginnings of the pieces that such a slot takes, whole ones, from that in which it begins."""
    at = starts_at.replace(minute=starts_at.minute // 5 * 5, second=0, microsecond=0)
    taken = []
    while at < starts_at + timedelta(minutes=minutes):
        taken.append(at)
        at += PIECE
    return taken
