"""Registration, sign-in and the one set of personal data that every form of the portal is filled from."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.service import Person, User, iin_ok, local_day

NAMES = ("surname", "given_names", "patronymic")
LANGUAGES: Any = User._meta.get_field("language").choices


# Django's own sentences on these have no Kazakh.
PASSWORD_FAULTS = {
    "password_too_short": _("The password is too short: ten characters at least."),
    "password_too_common": _("This password is among the most common ones: it would be guessed."),
    "password_entirely_numeric": _("The password has only digits: add letters."),
    "password_too_similar": _("The password is too much like your name or e-mail."),
}


def day_input(**attrs: str) -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", **attrs})


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": _("E-mail and password do not match. Check both; capital and small letters differ."),
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


class RegisterForm(forms.ModelForm):
    """An applicant's account: a person by IIN, and the user who signs in."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("You sign in with it, and letters and reminders come to it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Enter your e-mail."), "invalid": _("This is not an e-mail address.")},
    )
    password = forms.CharField(
        label=_("Password"),
        help_text=_("Ten characters or more, not only digits, no common word, nothing like your name or e-mail."),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Choose a password.")},
    )
    password_again = forms.CharField(
        label=_("Password once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Type the password once more.")},
    )
    language = forms.ChoiceField(
        label=_("Language of letters and reminders"),
        choices=LANGUAGES,
        widget=forms.RadioSelect,
    )

    field_order = ("email", "iin", *NAMES, "language", "password", "password_again")

    class Meta:
        model = Person
        fields = ("iin", *NAMES)
        labels = {"surname": _("Surname"), "given_names": _("Given names"), "patronymic": _("Patronymic")}
        help_texts = {
            "iin": _("Twelve digits, from your certificate or card of Kazakhstan."),
            "surname": _("As in your passport."),
            "given_names": _("As in your passport."),
        }
        widgets = {
            "iin": forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "short"}),
            "surname": forms.TextInput(attrs={"autocomplete": "family-name"}),
            "given_names": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "patronymic": forms.TextInput(attrs={"autocomplete": "additional-name"}),
        }
        error_messages = {
            "iin": {"required": _("Enter your IIN.")},
            "surname": {"required": _("Enter your surname.")},
            "given_names": {"required": _("Enter your given names.")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Room for the blanks people type; the number itself is measured below.
        self.fields["iin"] = forms.CharField(
            label=_("IIN"),
            max_length=30,
            help_text=self.fields["iin"].help_text,
            widget=self.fields["iin"].widget,
            error_messages={"required": _("Enter your IIN.")},
        )
        self.fields["iin"].widget.attrs["maxlength"] = "30"

    def clean_iin(self) -> str:
        iin = "".join(self.cleaned_data["iin"].split()).replace("-", "")
        if len(iin) != 12 or not (iin.isascii() and iin.isdigit()):
            raise ValidationError(_("An IIN has twelve digits."))
        if not iin_ok(iin):
            raise ValidationError(_("The last digit of the IIN does not fit the others: there is a slip of the pen."))
        return iin

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._check_passwords(cleaned)
        return cleaned

    def _check_passwords(self, cleaned: dict[str, Any]) -> None:
        password, again = cleaned.get("password"), cleaned.get("password_again")
        if not password:
            return
        if again and again != password:
            self.add_error("password_again", _("The two passwords differ."))
        names = " ".join(cleaned.get(name, "") for name in NAMES)
        try:
            password_validation.validate_password(password, User(email=cleaned.get("email", ""), full_name=names))
        except ValidationError as error:
            for one in error.error_list:
                self.add_error("password", PASSWORD_FAULTS.get(one.code or "", one))

    def validate_unique(self) -> None:
        """Left to `open_account`: which of IIN and e-mail is known already is nobody else's business."""


class ProfileForm(forms.ModelForm):
    """Everything of the person that forms and letters use; IIN and name stay as they were registered."""

    optional_throughout = True

    class Meta:
        model = Person
        fields = (
            "phone", "address", "born_on", "birth_place", "citizenship",
            "passport_number", "passport_issued_on", "passport_issuer",
        )  # fmt: skip
        labels = {
            "phone": _("Telephone"),
            "address": _("Place of residence"),
            "born_on": _("Date of birth"),
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
            "born_on": day_input(autocomplete="bday"),
            "citizenship": forms.TextInput(attrs={"autocomplete": "country-name"}),
            "passport_number": forms.TextInput(attrs={"autocomplete": "off", "class": "short"}),
            "passport_issued_on": day_input(),
        }

    def clean_born_on(self) -> Any:
        return self._past("born_on")

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
