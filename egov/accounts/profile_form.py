"""The one set of personal data that every form of the portal is filled from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.fields.birth import HINT, BirthField
from cases.fields.country import CountryField
from cases.fields.day import PastDayField
from cases.fields.merging import Conflict
from cases.fields.passport import PassportNumberField
from cases.fields.telephone import TelephoneField
from cases.fields.text import LettersLine
from cases.fields.zone import ZoneField
from cases.law.calendar import local_day
from cases.models import Person
from cases.values import letters
from cases.values.birth import BEFORE_BIRTH, Birth
from cases.values.dates import in_words
from cases.values.mrz import Zone, parse_zone


class ZoneForm(forms.Form):
    """The lines that the machine reads, typed off or pasted."""

    mrz = ZoneField(help_text=_("44 signs each, with all the < signs. Each check digit is looked at."))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mrz"].today = self.today = today  # type: ignore[attr-defined]

    def read(self) -> Zone | None:
        """Once the form is valid; None where nothing was typed."""
        return parse_zone(self.cleaned_data["mrz"], self.today)


class ProfileForm(forms.ModelForm):
    """Everything of the person that forms and letters use; IIN and name stay as they were registered."""

    optional_throughout = True
    conflicts: Mapping[str, Conflict] = {}
    """Fields that another tab has changed meanwhile, by their names."""

    phone = TelephoneField(
        label=_("Telephone"),
        required=False,
        help_text=_("With “+” and the code of the country, for instance +7 700 000 00 00."),
    )
    born_on = BirthField(label=_("Date of birth"), required=False)
    citizenship = CountryField(
        label=_("Citizenship"),
        required=False,
        help_text=_(
            "Of the passport you come with; or: stateless person. Begin to type and choose from the list; "
            "the name may be Kazakh, Russian or English."
        ),
    )
    address = LettersLine(
        letters.EITHER,
        label=_("Place of residence"),
        required=False,
        max_length=300,
        help_text=_("Country, town, street, house: where you live now."),
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    birth_place = LettersLine(
        letters.PASSPORT,
        label=_("Place of birth"),
        required=False,
        max_length=200,
        help_text=_("State and town."),
    )
    passport_number = PassportNumberField(
        label=_("Passport number"),
        required=False,
        help_text=_("Of the foreign passport you come with: Latin letters and digits, as on the page with your photo."),
    )
    passport_issued_on = PastDayField(label=_("Passport issued on"), required=False)
    passport_issuer = LettersLine(letters.PASSPORT, label=_("Passport issued by"), required=False, max_length=200)

    class Meta:
        model = Person
        fields = (
            "phone",
            "address",
            "born_on",
            "birth_place",
            "citizenship",
            "passport_number",
            "passport_issued_on",
            "passport_issuer",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dated: Any = self.fields
        dated["born_on"].today = dated["passport_issued_on"].today = local_day(timezone.now())
        born = self.instance.born
        self.initial["born_on"] = born
        if born is not None and born.on is None:
            note = format_lazy(_("Kept: {born}."), born=in_words(born))
            dated["born_on"].help_text = format_lazy("{hint} {kept}", hint=HINT, kept=note)

    def clean_born_on(self) -> date | None:
        """The model has two columns for what is one answer: see `Person.born`."""
        self.instance.born = self.cleaned_data["born_on"]
        return self.instance.born_on  # type: ignore[no-any-return]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        born, issued = self.instance.born, data.get("passport_issued_on")
        if born and issued and issued < born.earliest:
            self.add_error("passport_issued_on", str(BEFORE_BIRTH))
        return data

    def fill(self, zone: Zone) -> None:
        """With what a passport's lines hold, to be looked through and saved: they decide nothing. Names are those of
        the certificate."""
        read = {"passport_number": zone.number, "citizenship": zone.citizenship}
        self.initial.update({name: value for name, value in read.items() if value})
        if zone.born:
            self.initial["born_on"] = Birth.of(zone.born)

    def show_faults(self) -> None:
        """On a form that nobody has filled in yet, what of the data saved before they were checked cannot be used."""
        faults = self.instance.faults(local_day(timezone.now()))
        errors = {name: self.error_class([why]) for name, why in faults.items() if name in self.fields}
        self._errors = ErrorDict(errors) if errors else None

    @property
    def name_is_unsound(self) -> bool:
        return bool({"surname", "given_names"} & self.instance.faults(local_day(timezone.now())).keys())
