from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.fields.text import EmailLine
from cases.models import Helper


class InvitationForm(forms.Form):
    email = EmailLine(
        label=_("E-mail of the helper"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_(
            "A link goes there. It works once, for seven days. The helper signs in with an electronic signature "
            "(ЭЦП) of his or her own."
        ),
        error_messages={"required": _("Enter the helper's e-mail.")},
    )
    may = forms.ChoiceField(
        label=_("What the helper may do"),
        choices=Helper.MAY,
        initial=Helper.SEE,
        widget=forms.RadioSelect,
        help_text=_("Signing, paying, consents, complaints and your account stay yours alone in either case."),
        error_messages={"required": _("Choose what the helper may do.")},
    )
