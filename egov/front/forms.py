from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from egov.front.codes import CODE_LENGTH, clean_code


class CheckForm(forms.Form):
    """The code a letter carries beside its QR."""

    code = forms.CharField(
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
