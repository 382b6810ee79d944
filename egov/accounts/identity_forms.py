"""What identifies a person and is changed with the word of others: the e-mail address, and the name."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.fields.text import EmailLine, LettersArea, NameField, in_words
from cases.models import EmailClaim, Person, User
from cases.service.acts import naming
from cases.values import letters, moments
from cases.values.wording import OWN, WHY

ASKED_ELSEWHERE = _(
    "Changed in another tab: %(email)s was asked for on %(at)s, after this page was opened, and it stands. Nothing was "
    "sent to the address entered here. To put it in its place, send it once more."
)


class EmailForm(forms.Form):
    email = EmailLine(
        label=_("New e-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Enter your e-mail.")},
    )

    status = 422
    """Of an answer that shows the form again."""

    def __init__(self, *args: Any, user: User, claim: EmailClaim | None, **kwargs: Any) -> None:
        self.user, self.claim = user, claim
        super().__init__(*args, **kwargs)

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if self.user.email_is_sure and email.lower() == self.user.email.lower():
            raise forms.ValidationError(_("This is the address you have already."))
        return email

    def clean(self) -> dict[str, Any]:
        """An address requested in another tab is replaced by nobody who has not seen it."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        newer = self.claim if self.data.get("claim", self.known) != self.known else None
        if newer and newer.email.lower() != str(data.get("email", "")).lower():
            self.status = 409
            names = {"email": newer.email, "at": moments.moment(newer.asked_at)}
            raise forms.ValidationError(ASKED_ELSEWHERE, params=names)
        return data

    @property
    def known(self) -> str:
        """The request that waits now, as the page sends it back."""
        return str(self.claim.pk) if self.claim else ""


class NameForm(forms.Form):
    """The three parts as the passport has them; given names may stay empty."""

    surname = NameField(
        letters.PASSPORT,
        label=_("Surname as in the passport"),
        help_text=_("If the passport has one name only, enter it here and leave the given names empty."),
        error_messages={"required": _("Enter the surname, or the one name.")},
    )
    given_names = NameField(letters.PASSPORT, label=_("Given names as in the passport"), required=False)
    patronymic = NameField(letters.PASSPORT, label=_("Patronymic (if any)"), required=False)
    why = LettersArea(
        letters.EITHER,
        label=_("What is wrong"),
        max_length=WHY.most,
        validators=[in_words(OWN)],
        help_text=_("For instance: the certificate has the surname twice; the passport has it once."),
        error_messages={"required": _("Say what is wrong.")},
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        self.person = person
        initial = {name: getattr(person, name) for name in naming.PARTS}
        super().__init__(*args, **{"initial": initial} | kwargs)

    def parts(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in naming.PARTS}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if "surname" in data and all(data.get(name) == getattr(self.person, name) for name in naming.PARTS):
            raise forms.ValidationError(_("This is the name you have already. Enter it as the passport has it."))
        return data
