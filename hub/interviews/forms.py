"""Times for video interviews, many at once (п. 6)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext_lazy as _

from cases.fields.day import DayField
from cases.fields.text import AddressOfPage
from cases.law.calendar import local_day
from cases.models import User
from cases.service import interviewing

FARTHEST_DAYS, MOST = 366, 48


class TimeField(forms.TimeField):
    def __init__(self, **options: Any) -> None:
        widget = forms.TimeInput(format="%H:%M", attrs={"type": "time", "step": "300"})
        super().__init__(widget=widget, input_formats=["%H:%M", "%H:%M:%S"], **options)


class TimesForm(forms.Form):
    """A day, from when to when, how long each; `starts()` are the beginnings, in the zone of Almaty."""

    day = DayField(label=_("Day"))
    begins = TimeField(label=_("From"))
    ends = TimeField(label=_("Until"))
    minutes = forms.IntegerField(label=_("Minutes each"), min_value=10, max_value=180, initial=30)
    link = AddressOfPage(
        label=_("Link of the video meeting"),
        max_length=200,
        required=False,
        assume_scheme="https",
        help_text=_("The applicant sees it once the time is booked."),
    )

    def __init__(self, *args: Any, user: User, now: datetime, **kwargs: Any) -> None:
        self.user, self.now = user, now
        super().__init__(*args, **kwargs)

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        today = local_day(self.now)
        if day < today:
            raise forms.ValidationError(_("This day is over."))
        if day > today + timedelta(days=FARTHEST_DAYS):
            raise forms.ValidationError(_("This is more than a year ahead."))
        return day

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not all(data.get(name) for name in ("day", "begins", "ends", "minutes")):
            return data
        starts = list(interviewing.beginnings(*(data[name] for name in ("day", "begins", "ends", "minutes"))))
        if not starts:
            self.add_error("ends", _("Not one interview fits between these hours."))
        elif len(starts) > MOST:
            self.add_error("minutes", _("That would be more than %(n)s times: choose fewer hours.") % {"n": MOST})
        elif starts[0] <= self.now:
            self.add_error("begins", _("This hour is over."))
        elif wrong := interviewing.why_not(data["day"], data["begins"], data["ends"], data["minutes"]):
            hours = interviewing.outside_hours(data["begins"], data["ends"], data["minutes"])
            self.add_error("begins" if hours else "day", str(wrong))
        else:
            self._ensure_free(starts)
        self.begin_at = starts
        return data

    def _ensure_free(self, starts: list[datetime]) -> None:
        """The same times again are no error, they stay as they are; times that lie across others are one."""
        length = timedelta(minutes=self.cleaned_data["minutes"])
        around = (starts[0] - timedelta(hours=3), starts[-1] + length)
        for slot in interviewing.of_interviewer(self.user, *around):
            across = any(s < slot.ends_at and slot.starts_at < s + length and s != slot.starts_at for s in starts)
            if across:
                hour = time_format(timezone.localtime(slot.starts_at), "H:i")
                self.add_error("begins", _("These times overlap with yours at %(hour)s.") % {"hour": hour})
                return

    def starts(self) -> list[datetime]:
        return self.begin_at
