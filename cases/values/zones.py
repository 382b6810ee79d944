"""Time zones by their names of the IANA database: the clock of a reader abroad, beside that of Kazakhstan."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel.dates import get_timezone_location
from django.utils.translation import get_language

from cases.values import moments

COOKIE = "dnr_zone"
"""Where a browser keeps it (static/dnr/dnr.js)."""
OFFERED = (
    *("Africa/Cairo", "Africa/Johannesburg", "Africa/Lagos", "Africa/Nairobi", "America/Argentina/Buenos_Aires"),
    *("America/Bogota", "America/Chicago", "America/Denver", "America/Halifax", "America/Lima", "America/Los_Angeles"),
    *("America/Mexico_City", "America/New_York", "America/Sao_Paulo", "America/Toronto", "Asia/Almaty", "Asia/Baku"),
    *("Asia/Bangkok", "Asia/Bishkek", "Asia/Dhaka", "Asia/Dubai", "Asia/Dushanbe", "Asia/Hong_Kong", "Asia/Jakarta"),
    *("Asia/Jerusalem", "Asia/Karachi", "Asia/Kathmandu", "Asia/Kolkata", "Asia/Kuala_Lumpur", "Asia/Manila"),
    *("Asia/Novosibirsk", "Asia/Riyadh", "Asia/Seoul", "Asia/Shanghai", "Asia/Singapore", "Asia/Tashkent"),
    *("Asia/Tbilisi", "Asia/Tehran", "Asia/Tokyo", "Asia/Ulaanbaatar", "Asia/Vladivostok", "Asia/Yekaterinburg"),
    *("Asia/Yerevan", "Australia/Perth", "Australia/Sydney", "Europe/Athens", "Europe/Belgrade", "Europe/Berlin"),
    *("Europe/Bucharest", "Europe/Chisinau", "Europe/Helsinki", "Europe/Istanbul", "Europe/Kyiv", "Europe/Lisbon"),
    *("Europe/London", "Europe/Madrid", "Europe/Minsk", "Europe/Moscow", "Europe/Paris", "Europe/Prague"),
    *("Europe/Rome", "Europe/Stockholm", "Europe/Warsaw", "Pacific/Auckland"),
)
"""What may be chosen where the browser does not tell; it may tell any other."""


def parse_zone(name: str) -> ZoneInfo | None:
    """None of what is no zone."""
    return ZoneInfo(name) if name in _known() else None


def city_name(zone: ZoneInfo) -> str:
    """Of the zone, in the reader's language."""
    return _city(zone.key, (get_language() or "ru")[:2])


def offered() -> list[tuple[str, str]]:
    """(name, city) by the city in the reader's language."""
    return sorted(((key, city_name(ZoneInfo(key))) for key in OFFERED), key=lambda row: row[1])


def by_clock(at: datetime, zone: ZoneInfo, home: ZoneInfo) -> str:
    """The moment by the reader's clock, with its day where that is another than at home; "" where both agree."""
    theirs, ours = at.astimezone(zone), at.astimezone(home)
    if theirs.utcoffset() == ours.utcoffset():
        return ""
    hour = f"{theirs:%H:%M}"
    return hour if theirs.date() == ours.date() else f"{moments.day(theirs.date())}, {hour}"


@cache
def _known() -> frozenset[str]:
    return frozenset(available_timezones())


@cache
def _city(key: str, language: str) -> str:
    return get_timezone_location(ZoneInfo(key), locale=language, return_city=True)
