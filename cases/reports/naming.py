"""What the parts of a figure are called, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from cases.engine.lists.listquery import FILTERS, DeskUser, ListQuery
from cases.law.places import label_of
from cases.models import Ground, Profession
from cases.models.reference import localised
from cases.reports.registry import GROUND
from cases.values import moments
from cases.values.countries import country_name


def value(dimension: str, stored: str) -> str:
    return values(dimension, [stored])[stored]


def values(dimension: str, stored: Iterable[str]) -> dict[str, str]:
    """By the value as it is stored. At most one statement."""
    every = list(stored)
    if dimension == "citizenship":
        named = {code: country_name(code) for code in every if code}
    elif dimension == "profession":
        named = _professions(every)
    elif dimension == GROUND:
        named = _grounds(every)
    else:
        named = {}
    return {each: named.get(each) or each or _("not stated") for each in every}


def _professions(codes: list[str]) -> dict[str, str]:
    """A petition from before the list was entered names its profession in words, and keeps them."""
    rows = Profession.objects.filter(code__in=[code for code in codes if code]).order_by("valid_from")
    return {row.code: localised(row, "name") for row in rows}


def _grounds(stored: list[str]) -> dict[str, str]:
    pairs = {tuple(each.partition(":")[::2]) for each in stored}
    rows = Ground.objects.filter(code__in=[code for _kind, code in pairs])
    return {f"{row.kind}:{row.code}": str(row) for row in rows}


def desk_list(wanted: ListQuery, reader: DeskUser) -> str:
    """What a desk's list was narrowed by: its words or state, each filter. Its order is that of the terms, whatever the
    desk was sorted by."""
    state, everything = wanted.by.get("state", ""), _("All that waits, the most urgent first")
    searched = [_("Found for “%(search)s”") % {"search": wanted.words}] if wanted.words else []
    of_state = [str(label_of(state))] if state else []
    parts = [*searched, *of_state] or ([] if wanted.everywhere else [everything])
    parts += [f"{FILTERS[n].label}: {_filter_word(n, v, reader)}" for n, v in wanted.by.items() if n != "state"]
    return "; ".join(parts)


def _filter_word(name: str, value: str, reader: DeskUser) -> str:
    choices = FILTERS[name].choices
    return dict(choices(reader)).get(value, value) if choices else moments.day(date.fromisoformat(value))
