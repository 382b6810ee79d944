"""What has to be seen at once in a row of a list."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise


class Mark(NamedTuple):
    """What a row of a list is marked with."""

    short: str | Promise
    """For the row, which has one line."""
    words: str | Promise
    """What is the matter and what to do, under the list."""
