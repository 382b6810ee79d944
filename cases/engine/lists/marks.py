"""What has to be seen at once in a row of a list."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise


class Mark(NamedTuple):
    """`short`: for the row, which has one line; `words`: what is the matter and what to do, under the list."""

    short: str | Promise
    words: str | Promise
