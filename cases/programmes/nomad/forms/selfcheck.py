"""What the applicant may enter for the check before a filing: compared, stored in the session, filed nowhere."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.fields.day import PastDayField
from cases.fields.zone import ZoneField


class SelfCheckForm(forms.Form):
    mrz = ZoneField(help_text=_("44 signs each, with all the < signs. The portal compares them with your data."))
    entered_on = PastDayField(
        label=_("The day on which you entered Kazakhstan without a visa"),
        required=False,
        help_text=_("Leave it empty if you are not in Kazakhstan, or have a visa."),
    )
    used = forms.IntegerField(
        label=_("Days spent in Kazakhstan in the 180 days before that entry"),
        required=False,
        min_value=0,
        max_value=180,
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("mrz", "entered_on"):
            self.fields[name].today = today  # type: ignore[attr-defined]
