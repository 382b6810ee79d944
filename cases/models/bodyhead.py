from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.law.actors import ActingBody
from cases.models.row import Row, history

_IN_A_CITY = models.Q(body=ActingBody.DEPARTMENT.value, city__isnull=False)
_OF_NO_CITY = models.Q(body__in=[ActingBody.HUB.value, ActingBody.MINISTRY.value], city__isnull=True)


class BodyHead(Row):
    """Who heads a body, as its letters name the one who answers for an act that nobody signed.

    An administrator maintains it; without a name letters name the body alone. An account of a head (`User.body`) says
    who works here as one, a deputy among them, and is another matter.
    """

    body = models.CharField(_("body"), max_length=12, choices=ActingBody.choices)
    city = models.ForeignKey("cases.City", models.PROTECT, verbose_name=_("city"), null=True, blank=True)
    name = models.CharField(_("full name"), max_length=310, blank=True)
    position_ru = models.CharField(_("position (ru)"), max_length=200, blank=True)
    position_kk = models.CharField(_("position (kk)"), max_length=200, blank=True)
    source = models.CharField(_("source"), max_length=300)
    confirmed = models.BooleanField(_("confirmed"), default=False)

    history = history()

    class Meta:
        verbose_name = _("head of a body")
        verbose_name_plural = _("heads of bodies")
        ordering = ["body", "city"]
        constraints = [
            models.UniqueConstraint(fields=["body", "city"], name="bodyhead_of_a_city"),
            models.UniqueConstraint(fields=["body"], condition=_OF_NO_CITY, name="bodyhead_of_a_body"),
            models.CheckConstraint(
                condition=_IN_A_CITY | _OF_NO_CITY,
                name="bodyhead_city",
                violation_error_message=_("A department is that of a city; no other body has one."),
            ),
        ]

    @classmethod
    def nameless(cls) -> list[str]:
        """The bodies whose letters cannot name the head; of a department, with its city."""
        rows = cls.objects.filter(Q(name="") | Q(position_ru="") | Q(position_kk=""))
        return [str(row) for row in rows.select_related("city").order_by("body", "city_id")]

    def __str__(self) -> str:
        place = f", {self.city}" if self.city_id else ""
        return f"{self.get_body_display()}{place}"
