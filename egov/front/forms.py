from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.fields.country import CountryField
from cases.fields.day import DayField
from cases.fields.text import TextLine
from cases.values.dates import in_words
from egov.front.codes import CODE_LENGTH, clean_code, whole_code
from egov.front.fingerprints import LIMIT, Fingerprint


class LetterCodeForm(forms.Form):
    """The code a letter carries beside its QR."""

    code = TextLine(
        label=_("Code of the letter"),
        help_text=_("Twelve letters and digits beside the QR code. Blanks and dashes do not matter."),
        max_length=60,
        error_messages={"required": _("Enter the code of the letter.")},
        widget=forms.TextInput(attrs={"class": "short mono", "autocomplete": "off", "autocapitalize": "characters"}),
    )

    def clean_code(self) -> str:
        code = clean_code(self.cleaned_data["code"])
        if len(code) != CODE_LENGTH:
            raise ValidationError(_("A code has twelve letters and digits. Compare it with the letter."))
        return code


class FileForm(forms.Form):
    """A file to be compared with what the portal issued."""

    file = forms.FileField(
        label=_("The file of the letter"),
        help_text=_("The PDF file exactly as it was received, up to 20 MB."),
        allow_empty_file=True,
        error_messages={"required": _("Choose the file of the letter.")},
        widget=forms.FileInput(attrs={"accept": ".pdf,.zip,.p7s,application/pdf"}),
    )
    code = TextLine(label=_("Code of the letter"), required=False, max_length=60, widget=forms.HiddenInput)
    """Of the letter whose page is open, if any."""

    def clean_file(self) -> Fingerprint:
        file = self.cleaned_data["file"]
        if not file.size:
            raise ValidationError(_("The file is empty."))
        if file.size > LIMIT:
            raise ValidationError(_("The file is larger than 20 MB: no letter of this portal is."))
        assert isinstance(file, Fingerprint)
        return file

    def clean_code(self) -> str:
        """A code that is none is left out: it came with the page, nobody typed it."""
        return whole_code(self.cleaned_data["code"])


FARTHEST = timedelta(days=731)
"""How far from today a day may lie: beyond it neither an order nor a calendar of working days is known."""


class FilingDayForm(forms.Form):
    """On which day something is to be filed."""

    day = DayField(label=_("If I file on"), error_messages={"required": _("Choose a day.")})
    stage = forms.ChoiceField(
        label=_("What I file"),
        widget=forms.RadioSelect,
        choices=[("petition", _("the petition")), ("application", _("the application, with a signed petition"))],
        error_messages={"required": _("Choose what you file."), "invalid_choice": _("Choose what you file.")},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, **kwargs)

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if abs(day - self.today) <= FARTHEST:
            return day
        known = {"first": in_words(self.today - FARTHEST), "last": in_words(self.today + FARTHEST)}
        raise ValidationError(_("Choose a day between %(first)s and %(last)s.") % known)


class StatesForm(forms.Form):
    """Of which state somebody is a citizen, and where they live."""

    citizenship = CountryField(
        label=_("Citizenship"),
        help_text=_("Who has none chooses “stateless person”."),
        error_messages={"required": _("Name the state of your citizenship.")},
    )
    residence = CountryField(
        label=_("State of permanent residence"),
        required=False,
        help_text=_("Where you live permanently now, if that is another state."),
    )
