"""The list of in-demand professions (order № 49 of 20 February 2023), which a petition names: reference data."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cases.models.reference import localised
from cases.models.row import Row, history


class Profession(Row):
    """A profession of the order's list, by its code there. The list was not available, so it ships empty and an
    administrator enters it.

    A petition stores the words and the code with which it was signed, whatever becomes of the row.
    """

    code = models.CharField(_("code"), max_length=20)
    name_ru = models.CharField(_("name (ru)"), max_length=200)
    name_kk = models.CharField(_("name (kk)"), max_length=200)
    name_en = models.CharField(_("name (en)"), max_length=200, blank=True)
    source = models.CharField(_("source"), max_length=300)
    valid_from = models.DateField(_("in force from"))
    valid_to = models.DateField(_("in force until"), null=True, blank=True)
    """The last day in force, None while there is none; a code that comes back is a row of its own."""
    confirmed = models.BooleanField(_("compared with the order"), default=False)
    """Compared with the order."""

    history = history()

    class Meta:
        verbose_name = _("in-demand profession")
        verbose_name_plural = _("in-demand professions")
        ordering = ["name_ru", "code"]
        constraints = [models.UniqueConstraint(fields=["code", "valid_from"], name="profession_code")]

    def __str__(self) -> str:
        return f"{localised(self, 'name')} ({self.code})"

    def clean(self) -> None:
        first, last = self.valid_from, self.valid_to
        if first and last and last < first:
            raise ValidationError({"valid_to": _("The last day lies before the first.")})
        if first and self._holds_then(first, last):
            raise ValidationError(
                {"code": _("A profession of this code is in force then: give that one a last day first.")}
            )

    def _holds_then(self, first: date, last: date | None) -> bool:
        """Whether another row of the code is in force on one of these days: a signer who types it has to mean one."""
        others = Profession.objects.filter(code=self.code).exclude(pk=self.pk)
        others = others.filter(Q(valid_to=None) | Q(valid_to__gte=first))
        return (others.filter(valid_from__lte=last) if last else others).exists()

    @classmethod
    def in_force(cls, on: date) -> QuerySet[Profession]:
        return cls.objects.filter(valid_from__lte=on).filter(Q(valid_to=None) | Q(valid_to__gte=on))
