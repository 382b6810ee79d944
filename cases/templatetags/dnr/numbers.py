"""Numbers, codes and sizes; what two tabs typed."""

from __future__ import annotations

from typing import Any

from django.forms import BoundField

from cases.templatetags.dnr.library import register
from cases.values import names, sizes, telephone
from cases.values.unbroken import unbroken

register.filter(unbroken)
register.filter("short_name", names.short)
register.filter("telephone", telephone.international)


@register.filter
def file_size(size: int | None) -> str:
    return sizes.in_words(size) if size else ""


@register.filter
def code_groups(code: str) -> str:
    """A check code as people read it out: “ABCD-EFGH-JKMN”."""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


@register.filter
def clash(bound: BoundField) -> Any:
    """The Conflict of a bound field that another tab changed (`cases.fields.merging`), None without one."""
    return getattr(bound.form, "conflicts", {}).get(bound.html_name)
