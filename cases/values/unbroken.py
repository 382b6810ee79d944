"""Numbers that stay whole at the end of a line."""

from __future__ import annotations

from django.utils.html import format_html_join
from django.utils.safestring import SafeString


def unbroken(number: str) -> SafeString:
    """“№ 241/НҚ” is broken neither after its sign nor at the slash; one or several, with commas between."""
    return format_html_join(", ", '<span class="text-nowrap">{}</span>', ((part,) for part in number.split(", ")))
