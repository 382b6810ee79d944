"""What the counters print besides letters: the registry that the courier signs, and the file that goes to КНБ."""

from __future__ import annotations

from collections.abc import Sequence

from django.template.loader import render_to_string
from django.utils import translation

from cases.letters.printing import to_pdf
from cases.models import CourierRegistry, RegistryItem

LANGUAGES = ("ru", "kk")


def registry(row: CourierRegistry, items: Sequence[RegistryItem], language: str) -> bytes:
    """PDF in "ru" or "kk"; the same registry gives the same bytes."""
    left = (RegistryItem.REFUSED,)
    context = {
        "registry": row,
        "items": [item for item in items if item.state not in left],
        "sheets": sum(item.sheets for item in items if item.state not in left),
        "language": language,
    }
    with translation.override(language):
        return to_pdf(render_to_string("con/courier/printed.html", context)).data
