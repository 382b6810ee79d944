from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from cases.models.row import Row, history
from cases.values import countries, days, letters, names, passport, telephone
from cases.values.birth import BEFORE_BIRTH, Birth
from cases.values.iin import iin_ok, masked

LONGEST_NAME = 100
"""Signs in each of surname, given names and patronymic."""


def validate_iin(value: str) -> None:
    """Length and check digit only: since decree № 853 of 2013 the digits tell nothing else of the person."""
    if not iin_ok(value):
        raise ValidationError(_("This is not an IIN: twelve digits, of which the last checks the others."))


def validate_part(value: str) -> None:
    try:
        sound = Birth.parse(value).iso == value and len(value) < len("1980-05-17")
    except ValueError:
        sound = False
    if not sound:
        raise ValidationError(_("A year, or a year and a month: 1980, 1980-05."))


SORTED_BY = 60
"""Letters of a name by which a list is sorted."""
SEARCHED = frozenset({"surname", "given_names", "patronymic", "iin", "passport_number", "phone"})
"""Fields by which a search finds the person."""
_NAMES = ("surname", "given_names", "patronymic")


def _country(code: str, today: date) -> None:
    if code not in countries.codes():
        raise ValidationError(_("Choose a country from the list: “%(kept)s” is none."), params={"kept": code})


def _passport_number(number: str, today: date) -> None:
    if passport.parse_number(number) != number:
        raise ValidationError(_("Enter the number again, in Latin letters and digits without blanks."))


_READERS: dict[str, Callable[[Any, date], object]] = {
    **dict.fromkeys(_NAMES, lambda name, today: names.parse_name(name, letters.PASSPORT)),
    **dict.fromkeys(
        ("birth_place", "passport_issuer"), lambda text, today: letters.ensure_letters(text, letters.PASSPORT)
    ),
    "address": lambda text, today: letters.ensure_letters(text, letters.EITHER),
    "born_on": lambda born, today: days.ensure_birth(born.earliest, today),
    "citizenship": _country,
    "phone": lambda number, today: telephone.parse_number(number),
    "passport_number": _passport_number,
    "passport_issued_on": days.ensure_issue,
}
"""As the forms read what is typed; some of it was stored before they did."""


class Person(Row):
    """A human being, known by the IIN. One dataset serves petition, application and card."""

    iin = models.CharField(_("IIN"), max_length=12, unique=True, validators=[validate_iin])
    surname = models.CharField(
        _("surname"), max_length=LONGEST_NAME, help_text=_("Of a person with one name only: that name.")
    )
    given_names = models.CharField(_("given names"), max_length=LONGEST_NAME, blank=True)
    patronymic = models.CharField(_("patronymic (if any)"), max_length=LONGEST_NAME, blank=True)
    born_on = models.DateField(_("date of birth"), null=True, blank=True)
    born_in = models.CharField(
        _("year or month of birth"),
        max_length=7,
        blank=True,
        default="",
        db_default="",
        validators=[validate_part],
        help_text=_("1980 or 1980-05, where the passport has no whole date."),
    )
    birth_place = models.CharField(_("place of birth"), max_length=200, blank=True)
    citizenship = models.CharField(_("citizenship"), max_length=100, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    address = models.CharField(_("place of residence"), max_length=300, blank=True)
    passport_number = models.CharField(_("passport number"), max_length=40, blank=True)
    passport_issued_on = models.DateField(_("passport issued on"), null=True, blank=True)
    passport_issuer = models.CharField(_("passport issued by"), max_length=200, blank=True)
    name_key = models.CharField(max_length=3 * LONGEST_NAME, default="", db_default="", editable=False, db_index=True)
    """By which the person is found, however the name is spelled there (`names.unaccented_key`)."""

    history = history("name_key")

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        indexes = [
            models.Index(fields=["surname", "given_names"], name="person_name"),
            models.Index(fields=["citizenship"], name="person_citizenship"),
        ]

    def __str__(self) -> str:
        return self.full_name

    def save(self, **options: Any) -> None:
        self.name_key = names.unaccented_key(self.full_name)[: 3 * LONGEST_NAME]
        written, adding = options.get("update_fields"), self._state.adding
        if written is not None and {"surname", "given_names", "patronymic"} & set(written):
            options["update_fields"] = [*written, "name_key"]
        with transaction.atomic(savepoint=False):
            super().save(**options)
            if not adding and (written is None or SEARCHED & set(written)):
                self._keep_searchable()

    def _keep_searchable(self) -> None:
        """The lists and the search of the staff follow, in the transaction of the change."""
        from cases.models import searchentry
        from cases.models.case import Case

        if Case.objects.filter(person=self).exists():
            name = searchentry.sort_name(self)
            Case.objects.filter(person=self).exclude(sort_name=name).update(sort_name=name)
            searchentry.person_changed(self)

    @property
    def full_name(self) -> str:
        return names.joined(self.surname, self.given_names, self.patronymic)

    @property
    def born(self) -> Birth | None:
        """As far as the passport knows it: the one place to print, to send and to compare from."""
        if self.born_on is not None:
            return Birth.of(self.born_on)
        return Birth.parse(self.born_in) if self.born_in else None

    @born.setter
    def born(self, born: Birth | None) -> None:
        self.born_on = born.on if born else None
        self.born_in = born.iso if born and born.on is None else ""

    def as_answer(self, name: str) -> str:
        """A field as an answer of the анкета has it: days in ISO 8601, a country by its code."""
        if name == "born_on":
            return self.born.iso if self.born else ""
        value = getattr(self, name, "")
        return value.isoformat() if hasattr(value, "isoformat") else str(value or "")

    @property
    def has_single_name(self) -> bool:
        """The passport has one name only: it is stored as the surname (ICAO Doc 9303-3, 4.6), given names are empty."""
        return bool(names.name_key(self.surname)) and not names.name_key(self.given_names)

    @property
    def citizenship_name(self) -> str:
        """In the reader's language."""
        return countries.country_name(self.citizenship)

    @classmethod
    def label(cls, name: str) -> str:
        """What a field is called, in the reader's language."""
        field: Any = cls._meta.get_field(name)
        return str(field.verbose_name)

    def lacks(self, fields: Collection[str], today: date) -> list[str]:
        """Which of these fields are empty, or have a value that was stored before checks existed and cannot be used."""
        spared = ("given_names",) if self.has_single_name else ()
        faults = self.faults(today)
        return [name for name in fields if name not in spared and (name in faults or not self._filled(name))]

    def faults(self, today: date) -> dict[str, str]:
        """What a form would refuse today of the stored values: by field, why. Of empty fields nothing."""
        judged = [name for name in _READERS if self._filled(name)]
        wrong = {name: why for name in judged if (why := self._fault(name, today))}
        issued, born = self.passport_issued_on, self.born
        if issued and born and issued < born.earliest and not {"born_on", "passport_issued_on"} & wrong.keys():
            wrong["passport_issued_on"] = str(BEFORE_BIRTH)
        return wrong

    def _filled(self, name: str) -> bool:
        """A dash for a name is none: certificates write it where a person has no such part."""
        stored: Any = self.born if name == "born_on" else getattr(self, name)
        return bool(names.name_key(stored) if name in _NAMES else stored)

    def _fault(self, name: str, today: date) -> str:
        try:
            _READERS[name](self.born if name == "born_on" else getattr(self, name), today)
        except ValidationError as error:
            return " ".join(error.messages)
        return ""

    @property
    def iin_masked(self) -> str:
        """For pages and letters that others may see: the first two and last two digits."""
        return masked(self.iin)
