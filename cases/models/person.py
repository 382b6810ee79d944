from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.iin import iin_ok
from cases.models.row import Row, history
from cases.values import countries, passport


def validate_iin(value: str) -> None:
    """Length and check digit only: since decree № 853 of 2013 the digits tell nothing else of the person."""
    if not iin_ok(value):
        raise ValidationError(_("This is not an IIN: twelve digits, of which the last checks the others."))


class Person(Row):
    """A human being, known by the IIN. One dataset serves petition, application and card."""

    iin = models.CharField(_("IIN"), max_length=12, unique=True, validators=[validate_iin])
    surname = models.CharField(_("surname"), max_length=100)
    given_names = models.CharField(_("given names"), max_length=100)
    patronymic = models.CharField(_("patronymic (if any)"), max_length=100, blank=True)
    born_on = models.DateField(_("date of birth"), null=True, blank=True)
    birth_place = models.CharField(_("place of birth"), max_length=200, blank=True)
    citizenship = models.CharField(_("citizenship"), max_length=100, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    address = models.CharField(_("place of residence"), max_length=300, blank=True)
    passport_number = models.CharField(_("passport number"), max_length=40, blank=True)
    passport_issued_on = models.DateField(_("passport issued on"), null=True, blank=True)
    passport_issuer = models.CharField(_("passport issued by"), max_length=200, blank=True)

    history = history()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        indexes = [models.Index(fields=["surname", "given_names"], name="person_name")]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.surname, self.given_names, self.patronymic) if part)

    @property
    def citizenship_name(self) -> str:
        """In the reader's language."""
        return countries.country_name(self.citizenship)

    @classmethod
    def label(cls, name: str) -> str:
        """What a field is called, in the reader's language."""
        field: Any = cls._meta.get_field(name)
        return str(field.verbose_name)

    def lacks(self, names: Collection[str]) -> list[str]:
        """Which of these fields are empty, or hold what was kept before it was checked and cannot be used."""
        spared = ("given_names",) if getattr(self, "has_one_name", False) else ()
        return [name for name in names if name not in spared and not self._sound(name)]

    def _sound(self, name: str) -> bool:
        value = getattr(self, name)
        if name == "citizenship":
            return value in countries.codes()
        if name == "passport_number":
            return bool(value) and passport.sound(value)
        return bool(value)

    @property
    def iin_masked(self) -> str:
        """For pages and letters that others may see: the first two and last two digits."""
        return f"{self.iin[:2]}••••••••{self.iin[-2:]}"
