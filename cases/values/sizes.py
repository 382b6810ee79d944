"""Sizes of files as people read them: "312 KB", "1.5 MB", "10 MB". `static/dnr/upload.js` writes the same."""

from __future__ import annotations

from math import ceil

from django.utils.formats import number_format
from django.utils.functional import lazy
from django.utils.translation import gettext as _

KILOBYTE = 1024
MEGABYTE = 1024 * KILOBYTE


def in_words(size: int) -> str:
    """Whole KB, or MB with one decimal where it is not 0. Rounded up, so that more than a limit never reads like it."""
    if size < MEGABYTE:
        return str(ceil(size / KILOBYTE)) + "\N{NO-BREAK SPACE}" + _("KB")
    tenths = ceil(size * 10 / MEGABYTE)
    number: str = number_format(tenths / 10, 1 if tenths % 10 else 0, force_grouping=True)
    return number + "\N{NO-BREAK SPACE}" + _("MB")


in_words_later = lazy(in_words, str)
"""The same, in the language that is active when it is read."""
