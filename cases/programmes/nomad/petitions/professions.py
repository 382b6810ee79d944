"""The profession that the ministry certifies (п. 2(5), 8): one of the list in force, or words while there is none."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine.steps.conditions import Faults, demand
from cases.law.calendar import local_day
from cases.models import Profession
from cases.programmes.nomad.facts import PetitionSignature
from cases.values import moments

if TYPE_CHECKING:
    from cases.models import Case

NO_LIST = _(
    "The list of order № 49 is not entered: the profession is typed in words, and nothing compares it with the list. "
    "An administrator enters the list."
)
NOT_CONFIRMED = _("The list of order № 49 as it is entered here has not been compared with the order yet.")


def in_force(on: date) -> list[Profession]:
    """The list in force on this day; empty until one is entered."""
    return list(Profession.in_force(on))


def matching(text: str, rows: list[Profession]) -> Profession | None:
    """The one of `rows` that a person means: by its code, its name in any language, or both as the list offers them."""
    wanted = " ".join(text.split()).casefold()
    for row in rows:
        names = [name for name in (row.name_ru, row.name_kk, row.name_en) if name]
        if wanted in {row.code.casefold(), *(f.casefold() for n in names for f in (n, f"{n} ({row.code})"))}:
            return row
    return None


def why_not(text: str, on: date) -> Promise | str:
    """Of what is not in the list in force: whether it once was, or will be."""
    row = matching(text, list(Profession.objects.order_by("-valid_from")))
    if row and row.valid_to and row.valid_to < on:
        sentence = _("“{name}” was in the list until {day}: choose a profession that is in force today.")
        return format_lazy(sentence, name=str(row), day=moments.day(row.valid_to))
    if row and row.valid_from > on:
        sentence = _("“{name}” is in the list from {day} only: choose a profession that is in force today.")
        return format_lazy(sentence, name=str(row), day=moments.day(row.valid_from))
    return _("This is not in the list of order № 49: type a part of the name and choose one of those that are offered.")


@demand(_("the profession is one of the list in force"))
def of_the_list(case: Case, now: datetime, facts: PetitionSignature) -> Faults:
    on = local_day(now)
    rows = in_force(on)
    if not rows:
        return [("profession", NO_LIST)] if facts.code else []
    row = next((row for row in rows if row.code == facts.code), None)
    if row is None:
        return [("profession", why_not(facts.code or facts.profession, on))]
    same = (row.name_ru, row.name_kk) == (facts.profession, facts.profession_kk)
    return [] if same else [("profession", _("The list has this code under another name: choose it again."))]
