"""A signed bundle as a file: which members it has, packed the same way each time, and unpacked without trust.

    README.txt  sheet.json  signature.p7s  documents.json
    certificates/NN-….pem   annexes/….json   revocation/NN-ocsp.der

Sheet and signature are the evidence; all else helps to read it and is compared with them.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.law.calendar import ALMATY
from cases.law.errors import CaseError

README, SHEET, SIGNATURE, DOCUMENTS = "README.txt", "sheet.json", "signature.p7s", "documents.json"
REQUIRED = (README, SHEET, SIGNATURE, DOCUMENTS)
_OTHERS = re.compile(r"certificates/\d\d-[a-z]+\.pem|annexes/[a-z_]{1,40}\.json|revocation/\d\d-ocsp\.der")

MIB = 1024 * 1024
LARGEST = 4 * MIB
"""Bytes of one member unpacked: the largest, a questionnaire, has some 50 KB."""
MOST = 64
"""Members."""
LARGEST_FILE = 20 * MIB

FAULTS: dict[str, Promise] = {
    "unreadable": _("The file can not be read: %(why)s."),
    "not_zip": _("This is no bundle: it is not a ZIP file, or it did not arrive whole."),
    "too_large": _("This is no bundle: it is larger than %(limit)s MB."),
    "too_many": _("This is no bundle: it has more than %(limit)s members."),
    "bomb": _("The member %(name)s unpacks to far more than a bundle holds."),
    "damaged": _("The member %(name)s is damaged: its checksum in the ZIP file does not fit."),
    "encrypted": _("The member %(name)s is encrypted: no bundle of the portal is."),
    "extra": _("The bundle holds something that does not belong there: %(name)s."),
    "twice": _("The bundle holds %(name)s twice."),
    "missing": _("The bundle is not whole: %(name)s is missing."),
    "not_text": _("%(name)s can not be read: it is not what the portal writes there."),
}


class BundleError(CaseError):
    """A file that is no whole bundle. `code`: a key of FAULTS."""

    status = 422

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts

    def __str__(self) -> str:
        return str(FAULTS[self.code]) % self.facts


def pack(members: Mapping[str, bytes], at: datetime) -> bytes:
    """The same members give the same bytes: sorted, dated by `at`, stored as they are (zlib differs by version)."""
    out = BytesIO()
    day = at.astimezone(ALMATY)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(members):
            entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, day.hour, day.minute, day.second))
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, members[name])
    return out.getvalue()


def unpack(data: bytes) -> dict[str, bytes]:
    """The members by name. Raises BundleError for whatever is not exactly a bundle."""
    if len(data) > LARGEST_FILE:
        raise BundleError("too_large", limit=LARGEST_FILE // MIB)
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            _ensure_names([entry.filename for entry in entries])
            return {entry.filename: _member(archive, entry) for entry in entries}
    except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError, OSError) as error:
        raise BundleError("not_zip") from error


def _ensure_names(names: list[str]) -> None:
    if len(names) > MOST:
        raise BundleError("too_many", limit=MOST)
    for name in names:
        if name not in REQUIRED and not _OTHERS.fullmatch(name):
            raise BundleError("extra", name=ascii(name)[1:61])
        if names.count(name) > 1:
            raise BundleError("twice", name=name)
    for name in REQUIRED:
        if name not in names:
            raise BundleError("missing", name=name)


def _member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """The declared size is not trusted: no more is unpacked than a member may have."""
    name = entry.filename
    if entry.flag_bits & 0x1:
        raise BundleError("encrypted", name=name)
    if entry.file_size > LARGEST:
        raise BundleError("bomb", name=name)
    try:
        with archive.open(entry) as stream:
            data = stream.read(LARGEST + 1)
    except Exception as error:  # zlib, lzma and bz2 have their own exceptions
        raise BundleError("damaged", name=name) from error
    if len(data) > LARGEST:
        raise BundleError("bomb", name=name)
    return data
