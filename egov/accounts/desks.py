"""Where a signed-in person works, and in which languages."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.law.actors import ADMIN_ROLES, Actor, Role
from cases.models import User
from cases.programmes.nomad.states import DESKS

SHORT_NAMES = {"ru": "Рус", "kk": "Қаз", "en": "Eng"}
STAFF_LANGUAGES = ("kk", "ru")
"""Official correspondence is in these two; applicants and the public have English too."""

ORDER = ("kk", "ru", "en")


def desk_url(user: User) -> str:
    """The first page of the user's desk; the portal's first page for one who has none."""
    if user.role in ADMIN_ROLES:
        return address_of_page("admin:index")
    return address_of_page(f"{_desk(user.role)}:home") or address_of_page("front:home") or "/"


def notices_url(user: User) -> str:
    """The user's notices."""
    return address_of_page(f"{_desk(user.role)}:notices" if user.role == Role.APPLICANT else "cases:notices")


def reports_urls(user: User) -> list[tuple[str, str, Promise]]:
    """(icon, address, name) of the pages of figures and of exported lists, as far as they are this user's."""
    pages: list[tuple[str, str, Promise]] = []
    if user.role in (Role.HEAD, Role.SIGNER, Role.AUDITOR):
        pages.append(("chart-column", address_of_page("reports:statistics"), _("Statistics")))
    if user.role not in (Role.APPLICANT, Role.ADMINISTRATOR):
        pages.append(("download", address_of_page("reports:exports"), _("My exports")))
    return pages


def languages_of(user: User | AnonymousUser | None) -> tuple[str, ...]:
    """Codes of the languages the pages of this user (or visitor) come in, in the order of the switch."""
    staff = isinstance(user, User) and user.role != Role.APPLICANT
    return STAFF_LANGUAGES if staff else ORDER


@cache
def language_switch(codes: tuple[str, ...]) -> list[dict[str, str]]:
    names = dict(settings.LANGUAGES)
    return [{"code": code, "name": names[code], "short": SHORT_NAMES[code]} for code in codes]


def address_of_page(name: str) -> str:
    """The address of a page by its name, "" where there is no such page."""
    return _named(name, get_urlconf())


@cache
def _named(name: str, urlconf: str | None) -> str:
    try:
        return reverse(name, urlconf)
    except NoReverseMatch:
        return ""


def _desk(role: str) -> str:
    return DESKS[Actor(role)] if role in DESKS else ""
