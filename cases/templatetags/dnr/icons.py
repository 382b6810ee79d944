"""Icons, drawn once."""

from __future__ import annotations

from functools import lru_cache

import lucide
from django.utils.safestring import SafeString, mark_safe

from cases.templatetags.dnr.library import by_language_alone, register

TONE_ICONS = {
    "work": "hourglass",
    "yours": "pencil-line",
    "away": "user-round",
    "ended": "circle-slash",
    "refused": "octagon-x",
    "granted": "badge-check",
}


@register.simple_tag
@by_language_alone
def icon(name: str, size: int = 20, css: str = "") -> SafeString:
    """A lucide icon beside a text that says the same: hidden from screen readers."""
    return _icon(name, size, css)


@lru_cache(maxsize=512)
def _icon(name: str, size: int, css: str) -> SafeString:
    classes = f"icon {css}".strip()
    drawn = lucide._render_icon(name, size, **{"class": classes, "aria-hidden": "true", "focusable": "false"})
    return mark_safe(drawn)
