"""Sign-in, a new account, codes, and the one set of personal data that every form of the portal is filled from."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.forms.born import HINT, BornField
from cases.service import Person, User, in_words, local_day

LANGUAGES: Any = User._meta.get_field("language").choices


def day_input(**attrs: str) -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", **attrs})


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": _(
            "E-mail and password do not match. Check both; capital and small letters differ. "
            "A password opens accounts of the staff only: applicants sign in by ЭЦП."
        ),
        "inactive": _("This account is closed."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["username"]
        name.label = _("E-mail")
        name.widget = forms.EmailInput(attrs={"autocomplete": "username"})
        name.error_messages["required"] = _("Enter your e-mail.")
        self.fields["password"].error_messages["required"] = _("Enter your password.")

    def clean_username(self) -> str:
        return self.cleaned_data["username"].strip()


class NewAccountForm(forms.Form):
    """What a certificate does not tell of an applicant."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("Letters and reminders come to it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Enter your e-mail."), "invalid": _("This is not an e-mail address.")},
    )
    language = forms.ChoiceField(
        label=_("Language of letters and reminders"),
        choices=LANGUAGES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a language.")},
    )


class CodeForm(forms.Form):
    """The second factor: of the telephone, or a recovery code in its place."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Six digits from the application on your telephone. Without the telephone: a recovery code."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "class": "short", "spellcheck": "false"}),
        error_messages={"required": _("Enter the code.")},
    )


class EnrolmentForm(forms.Form):
    """A code of the new telephone; where there was one before, a code of that as well."""

    present = forms.CharField(
        label=_("Code of the application you use now"),
        max_length=40,
        help_text=_("Six digits, or a recovery code."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "short", "spellcheck": "false"}),
        error_messages={"required": _("Enter the code.")},
    )
    code = forms.CharField(
        label=_("Code of the new entry"),
        max_length=40,
        help_text=_("Six digits that the application shows for DNR after you have scanned the picture."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "short"}),
        error_messages={"required": _("Enter the code.")},
    )

    def __init__(self, *args: Any, again: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not again:
            del self.fields["present"]


class ProfileForm(forms.ModelForm):
    """Everything of the person that forms and letters use; IIN and name stay as they were registered."""

    optional_throughout = True

    born_on = BornField(label=_("Date of birth"), required=False)

    class Meta:
        model = Person
        fields = (
            "phone", "address", "born_on", "birth_place", "citizenship",
            "passport_number", "passport_issued_on", "passport_issuer",
        )  # fmt: skip
        labels = {
            "phone": _("Telephone"),
            "address": _("Place of residence"),
            "birth_place": _("Place of birth"),
            "citizenship": _("Citizenship"),
            "passport_number": _("Passport number"),
            "passport_issued_on": _("Passport issued on"),
            "passport_issuer": _("Passport issued by"),
        }
        help_texts = {
            "phone": _("With the code of the country, for instance +7 700 000 00 00."),
            "address": _("Country, town, street, house: where you live now."),
            "citizenship": _("Or: stateless person."),
            "passport_number": _("Of the foreign passport you apply with."),
        }
        widgets = {
            "phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "class": "short"}),
            "address": forms.TextInput(attrs={"autocomplete": "street-address"}),
            "citizenship": forms.TextInput(attrs={"autocomplete": "country-name"}),
            "passport_number": forms.TextInput(attrs={"autocomplete": "off", "class": "short"}),
            "passport_issued_on": day_input(),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        born, field = self.instance.born, self.fields["born_on"]
        field.today = local_day(timezone.now())  # type: ignore[attr-defined]
        self.initial["born_on"] = born
        if born is not None and born.on is None:
            said = format_lazy(_("Kept: {born}."), born=in_words(born))
            field.help_text = format_lazy("{hint} {said}", hint=HINT, said=said)

    def clean_born_on(self) -> Any:
        """The model has two columns for what is one answer: see `Person.born`."""
        self.instance.born = self.cleaned_data["born_on"]
        return self.instance.born_on

    def clean_passport_issued_on(self) -> Any:
        return self._past("passport_issued_on")

    def _past(self, name: str) -> Any:
        day = self.cleaned_data[name]
        if day and day > local_day(timezone.now()):
            raise ValidationError(_("This day has not come yet."))
        return day

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"].strip()
        if phone and sum(sign.isdigit() for sign in phone) < 7:
            raise ValidationError(_("A telephone number has at least seven digits."))
        return phone


class LanguageForm(forms.Form):
    """The language letters, reminders and pages come in."""

    language = forms.ChoiceField(label=_("Language of letters, reminders and pages"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, codes: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = dict(LANGUAGES)
        field: Any = self.fields["language"]
        field.choices = [(code, names[code]) for code in codes]
