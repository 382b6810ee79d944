from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.row import Row, case_link, user_link


class CourierRegistry(Row):
    """Packages that one courier takes from ЦОН of a city at once (п. 21). While it is open, packages are put in and
    taken out; closed, it has its number and is printed; handed over, each package has gone by a step of its own.

    A city has one open registry at a time.
    """

    city = models.ForeignKey("cases.City", models.PROTECT, verbose_name=_("city"), db_index=False)
    day = models.DateField(_("day"))
    """On which it was closed; while it is open, on which it was opened."""
    number = models.CharField(_("number"), max_length=30, unique=True, null=True)
    courier = models.CharField(_("courier service"), max_length=100, blank=True)
    waybill = models.CharField(_("waybill number"), max_length=60, blank=True)
    opened_at = models.DateTimeField(_("opened"))
    opened_by = user_link(verbose_name=_("opened by"))
    closed_at = models.DateTimeField(_("closed"), null=True)
    closed_by = user_link(verbose_name=_("closed by"), null=True)
    handed_at = models.DateTimeField(_("handed over"), null=True)
    handed_by = user_link(verbose_name=_("handed over by"), null=True)

    class Meta:
        verbose_name = _("courier registry of the day")
        verbose_name_plural = _("courier registries of the day")
        constraints = [
            models.UniqueConstraint(
                fields=["city"], condition=models.Q(closed_at__isnull=True), name="courierregistry_one_open"
            )
        ]
        indexes = [models.Index(fields=["city", "day", "id"], name="courierregistry_day")]

    def __str__(self) -> str:
        return self.number or f"{self.city_id} {self.day}"

    @property
    def open(self) -> bool:
        return self.closed_at is None


class RegistryItem(Row):
    """A package in a courier's registry."""

    LISTED, HANDED, REFUSED, RECEIVED, MISSING = "listed", "handed", "refused", "received", "missing"
    STATES = [
        (LISTED, _("in the registry")),
        (HANDED, _("with the courier")),
        (REFUSED, _("not handed over")),
        (RECEIVED, _("received")),
        (MISSING, _("not in the bag")),
    ]
    registry: models.ForeignKey[Any, Any] = models.ForeignKey(
        CourierRegistry, models.CASCADE, related_name="items", db_index=False
    )
    case = case_link("+")
    sheets = models.PositiveSmallIntegerField(_("sheets"), default=1)
    state = models.CharField(_("state"), max_length=8, choices=STATES, default=LISTED)
    words = models.CharField(_("remarks"), max_length=500, blank=True)
    """Why it was not handed over, or what was wrong with it on receipt."""
    put_at = models.DateTimeField(_("put in"))
    put_by = user_link(verbose_name=_("put in by"))
    handed_at = models.DateTimeField(_("handed over"), null=True)
    settled_at = models.DateTimeField(_("looked at on receipt"), null=True)
    settled_by = user_link(verbose_name=_("looked at by"), null=True)

    class Meta:
        verbose_name = _("package of a registry")
        verbose_name_plural = _("packages of a registry")
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(state="listed"), name="registryitem_listed_once"
            ),
            models.UniqueConstraint(fields=["registry", "case"], name="registryitem_case"),
        ]
        indexes = [models.Index(fields=["case", "id"], name="registryitem_of_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.state}"
