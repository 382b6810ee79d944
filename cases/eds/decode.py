"""From what a browser or a file gives to the bytes of a CMS."""

from __future__ import annotations

import re
from base64 import b64decode

from cases.eds.base import EdsError

LARGEST = 1024 * 1024
"""Bytes of a signature with its content. A sheet of hashes and a certificate make some 5 KB."""

_TEXT = LARGEST * 3 // 2  # Base64 in lines, with its armour
_ARMOUR = re.compile(r"-----[A-Z0-9 #]{1,40}-----")


def decode(text: str | bytes) -> bytes:
    """Base64, with or without PEM armour and line ends, or DER as it is.

    EdsError "empty", "too_large" (limit in KB), "not_base64".
    """
    if len(text) > _TEXT:
        raise _too_large()
    raw = text if isinstance(text, bytes) and _binary(text) else _plain(text)
    if len(raw) > LARGEST:
        raise _too_large()
    return raw


def _binary(data: bytes) -> bool:
    """A SEQUENCE longer than 127 bytes: its second octet is never ASCII, so it is no Base64."""
    return data[:1] == b"0" and data[1:2] >= b"\x80"


def _plain(text: str | bytes) -> bytes:
    try:
        words = text.decode("ascii") if isinstance(text, bytes) else text
        packed = "".join(_ARMOUR.sub(" ", words).split())
        if not packed:
            raise EdsError("empty")
        return b64decode(packed.encode("ascii"), validate=True)
    except ValueError as error:  # binascii.Error and UnicodeError are such
        raise EdsError("not_base64") from error


def _too_large() -> EdsError:
    return EdsError("too_large", limit=LARGEST // 1024)
