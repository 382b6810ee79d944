"""What the parts of a figure are called, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from cases.models import Ground, Profession
from cases.models.reference import localised
from cases.reports.registry import GROUND
from cases.values.countries import country_name


def value(dimension: str, kept: str) -> str:
    return values(dimension, [kept])[kept]


def values(dimension: str, kept: Iterable[str]) -> dict[str, str]:
    """By the value as it is kept. At most one statement."""
    every = list(kept)
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


def _grounds(kept: list[str]) -> dict[str, str]:
    pairs = {tuple(each.partition(":")[::2]) for each in kept}
    rows = Ground.objects.filter(code__in=[code for _kind, code in pairs])
    return {f"{row.kind}:{row.code}": str(row) for row in rows}
