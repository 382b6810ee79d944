"""Sign-in, a new account, codes, and the one set of personal data that every form of the portal is filled from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import validate_password
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
from cases.fields.text import EmailLine, LettersLine, TextLine
from cases.law.calendar import local_day
from cases.models import Person, User
from cases.values import letters
from cases.values.birth import BEFORE_BIRTH
from cases.values.dates import in_words

MOST_OF_PASSWORD = 256
"""Characters. A longer one costs the portal work, and its owner too."""
LANGUAGES: Any = User._meta.get_field("language").choices


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

    email = EmailLine(
        label=_("E-mail"),
        max_length=254,
        help_text=_("Letters and reminders come to it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Enter your e-mail.")},
    )
    language = forms.ChoiceField(
        label=_("Language of letters and reminders"),
        choices=LANGUAGES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a language.")},
    )


class CodeForm(forms.Form):
    """The second factor: of the telephone, or a recovery code in its place."""

    code = TextLine(
        label=_("Code"),
        max_length=40,
        help_text=_("Six digits from the application on your telephone. Without the telephone: a recovery code."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "class": "short", "spellcheck": "false"}),
        error_messages={"required": _("Enter the code.")},
    )


class EnrolmentForm(forms.Form):
    """A code of the new telephone; where there was one before, a code of that as well."""

    present = TextLine(
        label=_("Code of the application you use now"),
        max_length=40,
        help_text=_("Six digits, or a recovery code."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "short", "spellcheck": "false"}),
        error_messages={"required": _("Enter the code.")},
    )
    code = TextLine(
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


class ForgottenForm(forms.Form):
    """Whose password is forgotten; whether there is such an account is shown to nobody."""

    email = EmailLine(
        label=_("E-mail of your account"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        error_messages={"required": _("Enter your e-mail.")},
    )


class NewPasswordForm(forms.Form):
    """A password twice, judged as the settings ask; with `present`, against the one that holds now."""

    present = forms.CharField(
        label=_("Present password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Enter your password.")},
    )
    password = forms.CharField(
        label=_("New password"),
        strip=False,
        max_length=MOST_OF_PASSWORD,
        help_text=_("Ten characters or more, not only digits, and none of the well-known ones."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Enter a new password.")},
    )
    again = forms.CharField(
        label=_("New password once more"),
        strip=False,
        max_length=MOST_OF_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Enter the new password once more.")},
    )

    def __init__(self, *args: Any, user: User, asks_present: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if not asks_present:
            del self.fields["present"]

    def clean_present(self) -> str:
        present: str = self.cleaned_data["present"]
        if not self.user.check_password(present):
            raise forms.ValidationError(_("This is not the password that holds now."))
        return present

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        first, again = data.get("password"), data.get("again")
        if first and again and first != again:
            self.add_error("again", _("The two new passwords differ. Type the second once more."))
        elif first:
            try:
                validate_password(first, self.user)
            except forms.ValidationError as error:
                self.add_error("password", error)
            if first == data.get("present"):
                self.add_error("password", _("This is the password that holds now. Choose another one."))
        return data


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
            kept = format_lazy(_("Kept: {born}."), born=in_words(born))
            dated["born_on"].help_text = format_lazy("{hint} {kept}", hint=HINT, kept=kept)

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

    def show_faults(self) -> None:
        """On a form that nobody has filled in yet, what of the data kept before they were checked cannot be used."""
        kept = self.instance.faults(local_day(timezone.now()))
        shown = {name: self.error_class([why]) for name, why in kept.items() if name in self.fields}
        self._errors = ErrorDict(shown) if shown else None

    @property
    def name_is_unsound(self) -> bool:
        return bool({"surname", "given_names"} & self.instance.faults(local_day(timezone.now())).keys())


class LanguageForm(forms.Form):
    """The language letters, reminders and pages come in."""

    conflicts: Mapping[str, Conflict] = {}
    language = forms.ChoiceField(label=_("Language of letters, reminders and pages"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, codes: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = dict(LANGUAGES)
        field: Any = self.fields["language"]
        field.choices = [(code, names[code]) for code in codes]
