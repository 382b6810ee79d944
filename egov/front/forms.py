from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.fields.text import TextLine
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
        file: Any = self.cleaned_data["file"]
        if not file.size:
            raise ValidationError(_("The file is empty."))
        if file.size > LIMIT:
            raise ValidationError(_("The file is larger than 20 MB: no letter of this portal is."))
        assert isinstance(file, Fingerprint)
        return file

    def clean_code(self) -> str:
        """A code that is none is left out: it came with the page, nobody typed it."""
        return whole_code(self.cleaned_data["code"])
