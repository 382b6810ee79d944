"""Numbers, codes and sizes; what two tabs typed."""

from __future__ import annotations

from typing import Any

from django.forms import BoundField
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from cases.templatetags.dnr.library import register
from cases.values import sizes


@register.filter
def file_size(size: int | None) -> str:
    return sizes.in_words(size) if size else ""


@register.filter
def unbroken(number: str) -> SafeString:
    """Numbers that stay whole: “№ 241/НҚ” parts neither after its sign nor at the stroke at the end of a line."""
    return format_html_join(", ", '<span class="text-nowrap">{}</span>', ((part,) for part in number.split(", ")))


@register.filter
def code_groups(code: str) -> str:
    """A check code as people read it out: “ABCD-EFGH-JKMN”."""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


@register.filter
def clash(bound: BoundField) -> Any:
    """The Conflict of a bound field that another tab changed (`cases.fields.merging`), None without one."""
    return getattr(bound.form, "conflicts", {}).get(bound.html_name)
