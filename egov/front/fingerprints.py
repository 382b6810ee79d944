"""The upload of /verify/: hashed as it streams in and thrown away. Nothing of the file remains, not even in memory."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from cases.service.queries import mark_in

LIMIT = 20 * 1024 * 1024
"""Bytes of one file: the largest letter has some 100 KB, a signed bundle the same."""

HEAD = 64
OVERLAP = 32
"""More than the longest mark, which may lie across two chunks."""


class Fingerprint(UploadedFile):
    """What is left of the file that was sent: its name, size and checksum, the mark in it, and what it is.

    `sort`: "pdf", "bundle", "signature" or "", recognised by the first bytes as `static/dnr/verify.js` does.
    """

    def __init__(self, name: str, size: int, sha256: str, code: str, sort: str) -> None:
        super().__init__(None, name, size=size)
        self.sha256, self.code, self.sort = sha256, code, sort


class Fingerprinting(FileUploadHandler):
    """Asks for one file; of the second and later ones not even the checksum is taken."""

    def handle_raw_input(self, *args: object, **kwargs: object) -> None:
        self.taken = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self.taken:
            raise StopUpload(connection_reset=False)
        self.taken += 1
        self.hash, self.size, self.head, self.tail, self.code = hashlib.sha256(), 0, b"", b"", ""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.size += len(raw_data)
        if self.size > LIMIT:
            return  # counted, so that the form can say so; no work is done for it
        self.hash.update(raw_data)
        if len(self.head) < HEAD:
            self.head += raw_data[: HEAD - len(self.head)]
        around = self.tail + raw_data
        self.code = mark_in(around) or self.code
        self.tail = around[-OVERLAP:]

    def file_complete(self, file_size: int) -> Fingerprint:
        return Fingerprint(self.file_name or "", self.size, self.hash.hexdigest(), self.code, sort_of(self.head))


def sort_of(start: bytes) -> str:
    """PDF and ZIP by their signatures; a CMS by its DER: a SEQUENCE whose first part is the OID signedData."""
    if start.startswith(b"%PDF-"):
        return "pdf"
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "bundle"
    if (start.startswith(b"\x30") and _SIGNED_DATA in start[:20]) or start.startswith(_ARMOUR):
        return "signature"
    return ""


_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
_ARMOUR = (b"-----BEGIN CMS", b"-----BEGIN PKCS7", b"-----BEGIN SIGNATURE")


def take_fingerprint(request: HttpRequest) -> None:
    """Must come before anything reads the body: the CSRF check does."""
    request.upload_handlers = [Fingerprinting(request)]
