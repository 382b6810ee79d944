from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.law.actors import Actor
from cases.models.row import Row, case_link, history, user_link
from cases.values import moments


class Assignment(Row):
    """Whose work a case is in the part of one actor. It organises the work; who may take a step is another question.

    An open row is the only one of its case and actor. It stays open while the case waits on somebody else, so that a
    case that returns is the same person's again.
    """

    NEXT, TAKEN, HANDED_OVER, GIVEN = "next", "taken", "handed_over", "given"
    WAYS = [
        (NEXT, _("Taken as the next case")),
        (TAKEN, _("Taken")),
        (HANDED_OVER, _("Handed over")),
        (GIVEN, _("Assigned by the head")),
    ]
    RELEASED, PASSED_ON, ABSENT, LEFT = "released", "passed_on", "absent", "left"
    ENDS = [
        (RELEASED, _("Released to the queue")),
        (PASSED_ON, _("Passed on to a colleague")),
        (ABSENT, _("Back in the queue: absent without a substitute")),
        (LEFT, _("Back in the queue: does not work at this desk any more")),
    ]
    case = case_link("assignments")
    actor = models.CharField(_("part of"), max_length=12, choices=Actor.choices)
    user = user_link(verbose_name=_("whose case it is"))
    way = models.CharField(_("how"), max_length=12, choices=WAYS)
    by = user_link(verbose_name=_("by whom"))
    """Who wrote it."""
    at = models.DateTimeField(_("since"))
    note = models.TextField(_("note"), blank=True, default="")
    """For the colleague; the same desk, its head and the auditor read it."""
    ended_at = models.DateTimeField(pgettext_lazy("moment", "until"), null=True)
    """None while it is open."""
    ended_by = user_link(verbose_name=_("ended by"), null=True)
    ended_way = models.CharField(_("how it ended"), max_length=12, choices=ENDS, blank=True, default="")

    history = history()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "actor"], condition=Q(ended_at__isnull=True), name="assignment_open_in_a_part"
            )
        ]
        indexes = [
            models.Index(fields=["case", "id"], name="assignment_case"),
            models.Index(fields=["user", "id"], condition=Q(ended_at__isnull=True), name="assignment_of_whom"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.actor} {moments.moment(self.at)}"


def open_in_present_part() -> models.QuerySet[Assignment]:
    """For the case of an outer query: the open row of the part in which it is now."""
    return Assignment.objects.filter(case=OuterRef("pk"), actor=OuterRef("waits_on"), ended_at__isnull=True)


def owner_name() -> Subquery:
    """For the case of an outer query: the name of its owner in the present part, None without one."""
    return Subquery(open_in_present_part().values("user__full_name")[:1])


def is_assigned() -> Exists:
    """For the case of an outer query: somebody works on it in its present part."""
    return Exists(open_in_present_part())


def is_assigned_to(users: Iterable[UUID]) -> Exists:
    """For the case of an outer query: its owner in the present part is one of these users (keys, or a query of
    them)."""
    return Exists(open_in_present_part().filter(user__in=users))


def is_kept_for(users: Iterable[UUID], actor: str) -> Exists:
    """For the case of an outer query: in the part of this actor, now or when it comes back, it is a case of one of
    these users."""
    kept = Assignment.objects.filter(case=OuterRef("pk"), actor=actor, ended_at__isnull=True)
    return Exists(kept.filter(user__in=users))
