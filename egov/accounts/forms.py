"""Sign-in, a new account, codes, passwords, the language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from cases.fields.merging import Conflict
from cases.fields.text import EmailLine, TextLine
from cases.models import User

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
    """Whose password is forgotten; whether there is such an account nobody learns."""

    email = EmailLine(
        label=_("E-mail of your account"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        error_messages={"required": _("Enter your e-mail.")},
    )


class NewPasswordForm(forms.Form):
    """A password twice, judged as the settings ask."""

    present = forms.CharField(
        label=_("Present password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Enter your password.")},
    )
    """The one that holds now; left out where it is not required."""
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


class LanguageForm(forms.Form):
    """The language letters, reminders and pages come in."""

    conflicts: Mapping[str, Conflict] = {}
    language = forms.ChoiceField(label=_("Language of letters, reminders and pages"), widget=forms.RadioSelect)
    mails = forms.ChoiceField(
        label=_("Mail about your case"),
        choices=User.MAILS,
        required=False,  # what is not sent stays as it was
        widget=forms.RadioSelect,
        help_text=_("All notices stand in your cabinet in any case; letters and terms are always mailed at once."),
    )

    def __init__(self, *args: Any, codes: tuple[str, ...], mails: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not mails:
            del self.fields["mails"]
        names = dict(LANGUAGES)
        self.fields["language"].choices = [(code, names[code]) for code in codes]  # type: ignore[attr-defined]
