"""Days and moments in words, in the reader's language: one way for pages, messages, admin, mail and letters.

The forms of each language are in `dnr.formats`, those of official papers here.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.translation import get_language

KAZAKH_WEEKDAYS = ("Дс", "Сс", "Ср", "Бс", "Жм", "Сб", "Жс")
"""Django's own call Tuesday as Saturday is abbreviated."""
OFFICIAL = {"ru": "{day} {month} {year} года", "kk": "{year} жылғы {day} {month}", "en": "{day} {month} {year}"}


def day(when: date) -> str:
    """«4 января 2027 г.», «2027 ж. 4 қаңтар», “4 January 2027”; of a moment the day in the portal's zone."""
    return _day(_local(when), get_language() or "ru")


def moment(at: datetime) -> str:
    """The same with the hour: «4 января 2027 г., 15:40»."""
    local = timezone.localtime(at)
    return f"{_day(local.date(), get_language() or 'ru')}, {local:%H:%M}"


def weekday(when: date) -> str:
    """«пн», «Дс», “Mon”, of a moment in the portal's zone."""
    number = _local(when).weekday()
    return KAZAKH_WEEKDAYS[number] if get_language() == "kk" else str(WEEKDAYS_ABBR[number])


def in_digits(when: date) -> str:
    """«04.01.2027», in each language: for the narrow columns of a list."""
    return f"{_local(when):%d.%m.%Y}"


def moment_in_digits(at: datetime) -> str:
    """The same with the hour: «04.01.2027 15:40»."""
    return f"{timezone.localtime(at):%d.%m.%Y %H:%M}"


def official(when: date) -> str:
    """As official papers write it: «21 ноября 2026 года», «2026 жылғы 21 қараша»."""
    when = _local(when)
    base = (get_language() or "ru").partition("-")[0]
    form = OFFICIAL.get(base, OFFICIAL["ru"])
    return form.format(day=when.day, month=date_format(when, "E"), year=when.year)


def _local(when: date) -> date:
    if isinstance(when, datetime):
        return (timezone.localtime(when) if timezone.is_aware(when) else when).date()
    return when


@lru_cache(maxsize=4096)
def _day(when: date, language: str) -> str:
    """`language`: the active one; the words are cached by it."""
    return date_format(when, "DATE_FORMAT")
