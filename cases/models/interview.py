"""What is stored beside the interviews (п. 6, 7): the current invitation, and the criteria with their scores."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cases.models.reference import first_day, in_use_on, localised
from cases.models.row import Row, case_link, history
from cases.values import moments


class InterviewInvitation(Row):
    """A time that was booked, moved or called off, as both sides have it in their calendars. The newest row of a case
    applies."""

    case = case_link("invitations")
    starts_at = models.DateTimeField(_("starts"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    link = models.URLField(_("link of the video meeting"), blank=True)
    interviewers = models.JSONField(_("interviewers"), default=list)
    """Keys of their accounts."""
    sequence = models.PositiveIntegerField(_("version"), default=0)
    """Of the case, from 0 on (RFC 5545, 3.8.7.4)."""
    cancelled = models.BooleanField(_("called off"), default=False)
    """This version calls the interview off."""
    superseded = models.BooleanField(_("a newer version has come"), default=False)
    at = models.DateTimeField(_("when"))
    reminded_at = models.DateTimeField(_("reminded"), null=True)

    class Meta:
        verbose_name = _("invitation to an interview")
        verbose_name_plural = _("invitations to interviews")
        constraints = [models.UniqueConstraint(fields=["case", "sequence"], name="interviewinvitation_version")]
        indexes = [
            models.Index(
                fields=["starts_at"],
                condition=models.Q(reminded_at__isnull=True, cancelled=False, superseded=False),
                name="interviewinvitation_remind",
            )
        ]

    def __str__(self) -> str:
        return f"{moments.moment(self.starts_at)}"

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)


class InterviewCriterion(Row):
    """A criterion for petitions: at the screening with a verdict, at the interview with a score.

    The order names none, so none is shipped: an administrator enters them, each with its source. A criterion that is
    out of use stays readable in the records that name it.
    """

    SCREENING, INTERVIEW = "screening", "interview"
    STAGES = [(SCREENING, _("screening")), (INTERVIEW, _("interview"))]
    VERDICTS: ClassVar = {"met": _("is met"), "unmet": _("is not met"), "open": _("cannot be judged by the documents")}
    """Of the screening."""
    stage = models.CharField(_("looked at in the"), max_length=10, choices=STAGES)
    code = models.SlugField(_("code"), max_length=40)
    name_ru = models.CharField(_("name (ru)"), max_length=200)
    name_kk = models.CharField(_("name (kk)"), max_length=200)
    name_en = models.CharField(_("name (en)"), max_length=200, blank=True)
    most = models.PositiveSmallIntegerField(_("highest score"), default=5)
    """The scores go from 0 to this."""
    position = models.PositiveSmallIntegerField(_("place in the list"), default=0)
    source = models.CharField(_("source"), max_length=300)
    confirmed = models.BooleanField(_("confirmed"), default=False)
    """By a document of АКФ ПИТ."""
    active = models.BooleanField(_("in use"), default=True)
    valid_from = first_day()

    history = history()

    class Meta:
        verbose_name = _("criterion of a petition")
        verbose_name_plural = _("criteria of petitions")
        ordering = ["stage", "position", "code"]
        constraints = [models.UniqueConstraint(fields=["stage", "code"], name="interviewcriterion_code")]

    def __str__(self) -> str:
        return localised(self, "name")

    def clean(self) -> None:
        if self.most is not None and not 1 <= self.most <= 100:
            raise ValidationError({"most": _("The highest score lies between 1 and 100.")})

    @classmethod
    def in_use(cls, stage: str, on: date) -> QuerySet[InterviewCriterion]:
        return cls.objects.filter(in_use_on(on), stage=stage)
