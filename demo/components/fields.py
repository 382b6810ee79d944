"""A form with every kind of field, as it opens and as it comes back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from cases.fields.birth import BirthField
from cases.fields.country import CountryField
from cases.fields.day import DayField
from cases.fields.merging import Conflict
from cases.fields.passport import PassportNumberField
from cases.fields.telephone import TelephoneField
from cases.fields.text import AddressOfPage, EmailLine, TextArea, TextLine
from cases.programmes.nomad.forms.hearing import MomentField
from cases.programmes.nomad.forms.uploads import SeveralFilesField
from cases.programmes.nomad.kinds import TERMS
from demo.components.terms import LONG
from hub.interviews.forms import TimeField

CHOICES = [*TERMS.items()]


class Fields(forms.Form):
    address = TextLine(
        label=_("Address of stay"),
        help_text=_("Where you live while you are in Kazakhstan, or will live: town, street, house."),
    )
    profession = TextLine(label=_("Profession by the list of in-demand professions"), required=False)
    text = TextArea(label=_("Reasons"), rows=3)
    email = EmailLine(label=_("E-mail"))
    phone = TelephoneField(label=_("Telephone"))
    born_on = BirthField(label=_("Date of birth"))
    issued_on = DayField(label=_("Issued on"))
    begins = TimeField(label=_("Time"))
    held_at = MomentField(label=_("Day and hour at which the applicant can be heard (Astana time)"))
    citizenship = CountryField(label=_("Citizenship"))
    passport_number = PassportNumberField(label=_("Passport number"))
    link = AddressOfPage(label=_("Link of the video meeting"), assume_scheme="https")
    sheets = forms.IntegerField(label=_("Number"))
    code = TextLine(label=_("Code of the letter"), widget=forms.TextInput(attrs={"class": "short mono"}))
    password = forms.CharField(label=_("Password"), widget=forms.PasswordInput)
    language = forms.ChoiceField(label=_("Language"), choices=[("", "–"), *settings.LANGUAGES])
    result = forms.ChoiceField(label=_("Result"), choices=CHOICES, widget=forms.RadioSelect)
    grounds = forms.MultipleChoiceField(label=_("Grounds"), choices=CHOICES, widget=forms.CheckboxSelectMultiple)
    agree = forms.BooleanField(label=_("Yes, I withdraw and understand that the case is closed."))
    file = forms.FileField(label=_("File"), widget=forms.FileInput)
    documents = SeveralFilesField(label=_("Documents"))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conflicts: dict[str, Conflict] = {}
        self.fields["issued_on"].has_alternative = True  # type: ignore[attr-defined]


def opened() -> Fields:
    return Fields(prefix="opened", initial={"address": LONG, "citizenship": "KZ", "result": "knb", "language": "kk"})


def field_without_label(name: str) -> forms.BoundField:
    """A field that is drawn without its label."""
    bound = Fields(prefix="named")[name]
    bound.field.widget.attrs["aria-label"] = bound.label
    return bound


def refused(now: datetime) -> Fields:
    """Each required field has an error, the whole form another, and one field was changed in another tab."""
    form = Fields(QueryDict("refused-email=a&refused-sheets=b&refused-born_on=c"), prefix="refused")
    form.add_error(None, _("This day is still to come."))
    form.conflicts["refused-profession"] = conflict("refused-profession", now)
    return form


def conflict(name: str, at: datetime | None) -> Conflict:
    label = str(Fields.base_fields["profession"].label)
    return Conflict(name, label, LONG, "", {name: ""}, at)
