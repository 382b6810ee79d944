"""The code of a letter in the plain bytes of its file, so that a changed copy still shows which letter it was.

The same mark is looked for by `static/dnr/verify.js` in the browser and by the upload of /verify/ (a test compares).
"""

from __future__ import annotations

import re

PREFIX = "DNR-CODE:"
PATTERN = re.compile(rb"DNR-CODE:([2-9A-Z]{12})(?![0-9A-Z])")
LONGEST = len(PREFIX) + 13
"""Bytes that may span two chunks of a file read in parts."""

_END = b"startxref\n"


def code_mark(code: str) -> bytes:
    return f"{PREFIX}{code}".encode("ascii")


def with_mark(pdf: bytes, words: bytes) -> bytes:
    """`pdf` with `words` as a comment (ISO 32000-2, 7.2.4) before the last cross-reference: no offset moves.

    The document's own properties are not used: they are in a compressed object stream.
    """
    before, end, after = pdf.rpartition(_END)
    assert end, "a PDF ends with startxref"
    return before + b"%" + words + b"\n" + end + after


def code_in(data: bytes) -> str:
    """The last mark of the file, "" without one: an update appended to a PDF comes behind it."""
    codes = PATTERN.findall(data)
    return codes[-1].decode("ascii") if codes else ""
