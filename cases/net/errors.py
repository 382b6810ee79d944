"""Why an address gave no usable answer."""

from __future__ import annotations


class Unreachable(Exception):
    """No usable answer: refused address, no connection, time over, too long, broken off. The text names no person."""


class TooLong(Unreachable):
    """There is an answer, of more bytes than are taken."""
