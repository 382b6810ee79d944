"""The form by which what waits for another official goes back, with the reason."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.fields.text import TextArea, in_words
from cases.values.wording import WHY


class BackForm(forms.Form):
    """`label`: of the reason; `typed`: the content of its draft."""

    version = forms.IntegerField(label=_("State of the case that you saw"), widget=forms.HiddenInput, required=False)
    text = TextArea(rows=3, max_length=WHY.most, validators=[in_words(WHY)])

    def __init__(
        self,
        data: Mapping[str, str] | None,
        label: Promise,
        version: int | None = None,
        typed: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(data, initial={"version": version} | dict(typed or {}))
        self.fields["text"].label = str(label)
