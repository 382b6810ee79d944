"""Days and moments in words."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.template import Context
from django.template.defaultfilters import linebreaksbr
from django.utils import timezone
from django.utils.dates import WEEKDAYS

from cases.law.calendar import ALMATY, last_day
from cases.templatetags.dnr.library import register
from cases.values import moments, zones
from cases.values.birth import Birth
from cases.values.dates import in_words

register.filter(in_words)


@register.filter
def moment_in_words(value: datetime | None) -> str:
    """Day and hour of a moment in Almaty."""
    return moments.moment(value) if value else ""


@register.filter
def in_digits(value: date | None) -> str:
    """A day, or that of a moment in Almaty, for the narrow columns of a list."""
    return moments.in_digits(value) if value else ""


@register.filter
def weekday(value: date) -> str:
    """Its day of the week, in short."""
    return moments.weekday(value)


@register.filter
def weekday_names(digits: str) -> str:
    """“Monday, Wednesday” of the digits of ISO 8601, "13"."""
    return ", ".join(str(WEEKDAYS[int(digit) - 1]) for digit in digits)


@register.filter
def iso_moment(value: datetime) -> str:
    """ISO 8601 in the portal's zone, for machines."""
    return timezone.localtime(value).isoformat()


@register.filter
def day_or_text(value: object) -> Any:
    """A day in words; all else as it is."""
    return in_words(value) if isinstance(value, date | Birth) else value


@register.filter
def narrow(value: object) -> Any:
    """A moment in digits, with its hour, for the narrow columns of a list; all else as it is."""
    return moments.moment_in_digits(value) if isinstance(value, datetime) else value


@register.filter
def moment_or_text(value: object) -> Any:
    """A moment in words; all else as it is."""
    return moment_in_words(value) if isinstance(value, datetime) else value


@register.filter(needs_autoescape=True)
def entered(value: Any, autoescape: bool = True) -> Any:
    """What was entered: a day in words, a text with its lines."""
    return in_words(value) if isinstance(value, date | Birth) else linebreaksbr(value, autoescape)


register.filter("last_day", last_day)


@register.simple_tag(takes_context=True)
def own_zone(context: Context) -> ZoneInfo | None:
    """Of the reader's clock, as far as the browser names it, or the reader chose it."""
    request = context.get("request")
    return zones.parse_zone(request.COOKIES.get(zones.COOKIE, "")) if request else None


@register.simple_tag(takes_context=True)
def own_time(context: Context, at: datetime | None) -> str:
    """The moment by the reader's clock; "" where that is Kazakhstan's, or is not known."""
    zone = own_zone(context)
    return zones.by_clock(at, zone, ALMATY) if zone and at else ""


register.simple_tag(zones.offered, name="offered_zones")
register.filter("city_of_zone", zones.city_name)


@register.filter
def in_minutes(span: timedelta) -> int:
    """Whole minutes, rounded up."""
    return -(-int(span.total_seconds()) // 60)
