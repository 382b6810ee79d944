"""Journals narrowed by user, time, address and case, as they are typed beside a list, or stand in its address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_ipv46_address
from django.db.models import Q
from django.utils.dateparse import parse_date
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.law.actors import STAFF
from cases.models import User
from cases.reports.counting import start_of
from cases.reports.searching import matching_cases, persons_named

WHO, SINCE, UNTIL, ADDRESS, CASE = "who", "since", "until", "from_address", "of_case"
LABELS: dict[str, Promise] = {
    WHO: _("Who"),
    SINCE: _("From the day"),
    UNTIL: _("Until the day"),
    ADDRESS: _("IP address, or address of a page"),
    CASE: _("Case: a number or a name"),
}
MOST = 200
"""Accounts, or cases, that are looked for by one word."""
_UUID = re.compile(r"[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}")

NOBODY = _("Nobody is known by this. Enter an e-mail address, or the beginning of a name.")
NO_DAY = _("This is no day. Choose it in the calendar, or write it as 2026-06-01.")
NO_ADDRESS = _("This is neither an IP address nor the address of a page of the portal.")
NO_CASE = _("No case is found by this.")
BACKWARDS = _("The last day lies before the first.")


def names_for(columns: Mapping[str, str]) -> list[str]:
    """By what a journal with these columns is narrowed."""
    return [name for name in LABELS if (SINCE if name == UNTIL else name) in columns]


class Narrowing:
    """What was typed, and the rows that fit. `columns` of the journal, by the names above."""

    def __init__(self, columns: Mapping[str, str], typed: Mapping[str, str]) -> None:
        self.columns, self.typed = columns, typed
        self.wrong: dict[str, str | Promise] = {}
        """Why no search is made, by name; `condition` fills it."""

    def condition(self) -> Q | None:
        """None where something that was typed says nothing: it finds nothing, and not all."""
        wanted = Q()
        for name, typed in self.typed.items():
            if typed:
                wanted &= getattr(self, f"_{name}")(typed)
        if self._day(SINCE) and self._day(UNTIL) and self._day(UNTIL) < self._day(SINCE):  # type: ignore[operator]
            self.wrong[UNTIL] = BACKWARDS
        return None if self.wrong else wanted

    def _who(self, typed: str) -> Q:
        users = users_named(typed)
        if not users:
            self.wrong[WHO] = NOBODY
        column = self.columns[WHO]
        if column != "username":
            return Q(**{f"{column}__in": users})
        return Q(username__in=User.objects.filter(pk__in=users).values("email"))

    def _day(self, name: str) -> date | None:
        try:
            return parse_date(self.typed.get(name, ""))
        except ValueError:
            return None

    def _since(self, typed: str) -> Q:
        return self._bound(SINCE, "gte", 0)

    def _until(self, typed: str) -> Q:
        return self._bound(UNTIL, "lt", 1)

    def _bound(self, name: str, side: str, days: int) -> Q:
        day = self._day(name)
        try:
            if day is not None:
                return Q(**{f"{self.columns[SINCE]}__{side}": start_of(day + timedelta(days=days))})
        except (OverflowError, ValueError):
            pass  # the calendar of the machine ends there
        self.wrong[name] = NO_DAY
        return Q()

    def _from_address(self, typed: str) -> Q:
        ip, _comma, page = self.columns[ADDRESS].partition(",")
        if ip and is_ip(typed):
            return Q(**{ip: typed})
        keys = [UUID(key) for key in _UUID.findall(typed.lower())]
        if "/" not in typed or not page or not (keys or page == "path_info"):
            self.wrong[ADDRESS] = NO_ADDRESS
            return Q()
        if page == "path_info":
            return Q(path_info__startswith=typed)
        about = Q(**{f"{page}__in": keys})
        return about | Q(ref__in=[str(key) for key in keys]) if page == "case" and ip == "address" else about

    def _of_case(self, typed: str) -> Q:
        cases = matching_cases(typed, MOST)
        if not cases:
            self.wrong[CASE] = NO_CASE
        return Q(**{f"{self.columns[CASE]}__in": cases})


def users_named(text: str) -> list[UUID]:
    """By e-mail, whole; or by the beginning of a name: of the staff, and of persons. At most MOST."""
    if "@" in text:
        wanted = Q(email__in={text, text.lower()})
    else:
        begins = Q(full_name__startswith=text) | Q(full_name__startswith=text.capitalize())
        wanted = (begins & Q(role__in=[role.value for role in STAFF])) | Q(person__in=persons_named(text))
    return list(User.objects.filter(wanted).order_by().values_list("pk", flat=True)[:MOST])


def is_ip(text: str) -> bool:
    try:
        validate_ipv46_address(text)
    except ValidationError:
        return False
    return True
