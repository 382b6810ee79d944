"""Opens a PDF the way the common viewers do: what a scanner, a printer or a transfer broke is repaired.

A repair is not trusted: `proof` compares the pages with those that came.
"""

import re
from io import BytesIO

import pikepdf

from .refusal import Refusal

# A PDF with one of these behind its end is two files in one.
_STRANGERS = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"MZ\x90\x00", b"\x7fELF")
_OBJECT = re.compile(rb"\d+\s+\d+\s+obj\b")
_MENDED = ("reconstruct", "recover")


def check_ends(data: bytes) -> None:
    """Raises Refusal for a file whose end did not arrive (readers begin there), or that is two files in one.

    Behind the end of one edition of a file the next may begin; without an end of its own it was cut off.
    """
    end = data.rfind(b"%%EOF")
    behind = data[end + 5 :] if end >= 0 else b""
    cut = b"startxref" not in data or (_OBJECT.search(behind) and b"startxref" not in behind)
    if cut or any(each in behind for each in _STRANGERS):
        raise Refusal("damaged")


def open_pdf(data: bytes) -> pikepdf.Pdf:
    """Raises Refusal for a password; PdfError when nothing can be made of it. Restrictions without a password go."""
    try:
        return pikepdf.open(BytesIO(data), attempt_recovery=True, suppress_warnings=True)
    except pikepdf.PasswordError as error:
        raise Refusal("encrypted") from error
    except pikepdf.PdfError as error:
        if "encrypt" in str(error).lower():  # by certificate, or by a method nobody knows
            raise Refusal("encrypted") from error
        raise


def warnings_of(pdf: pikepdf.Pdf) -> list[str]:
    """Read after every object was looked at: qpdf warns when it meets a fault, not before. Reading empties the list."""
    return [str(warning) for warning in pdf.get_warnings()]


def was_mended(warnings: list[str]) -> bool:
    return any(word in warning.lower() for warning in warnings for word in _MENDED)


def without_transfer_damage(data: bytes) -> bytes:
    """A transfer as text made each line feed two bytes (CRLF), pictures and fonts included; here it is taken back.

    Only where it shows: no line feed occurs alone, and the file opens without a fault once it is taken back.
    """
    if b"\r\n" not in data or data.count(b"\n") != data.count(b"\r\n") or _is_sound(data):
        return data
    restored = data.replace(b"\r\n", b"\n")
    return restored if _is_sound(restored) else data


def _is_sound(data: bytes) -> bool:
    try:
        with pikepdf.open(BytesIO(data), attempt_recovery=False, suppress_warnings=True) as pdf:
            for thing in pdf.objects:
                if isinstance(thing, pikepdf.Stream):
                    thing.read_raw_bytes()
            return not pdf.get_warnings()
    except (pikepdf.PdfError, ValueError):
        return False


def with_its_index_rebuilt(data: bytes) -> bytes:
    """The same file with its ways in blocked, those of earlier editions too: a reader has to look for each object by
    itself."""
    return data.replace(b"startxref", b"startxxxx")
