"""What a file is called where it is displayed: the sender's name for it, with the ending it truly has."""

import re
import unicodedata
from pathlib import PurePosixPath

from cases.files.kinds import FORMS

LONGEST = 95
NAMELESS = "document"

# Endings of the form itself may stand twice in a name; these never say what a document is.
_LYING = {
    *("exe", "com", "scr", "bat", "cmd", "pif", "msi", "msp", "hta", "cpl", "jar", "js", "jse", "vbs", "vbe", "wsf"),
    *(
        "ps1",
        "psm1",
        "sh",
        "bash",
        "py",
        "pl",
        "php",
        "phtml",
        "phar",
        "asp",
        "aspx",
        "jsp",
        "cgi",
        "dll",
        "lnk",
        "url",
    ),
    *(
        "reg",
        "inf",
        "app",
        "apk",
        "dmg",
        "pkg",
        "deb",
        "rpm",
        "run",
        "bin",
        "iso",
        "img",
        "html",
        "htm",
        "xhtml",
        "svg",
    ),
    *(
        "shtml",
        "mht",
        "xml",
        "zip",
        "rar",
        "7z",
        "gz",
        "tar",
        "doc",
        "docx",
        "docm",
        "xls",
        "xlsx",
        "xlsm",
        "rtf",
        "gif",
    ),
    *("jfif", "jpe", "tmp", "part", "crdownload", "download"),
}
_OURS = {ending[1:] for _, endings in FORMS.values() for ending in endings}
# Windows opens a device for these, whatever their ending.
_DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])", re.IGNORECASE)


def display_name(name: str, extension: str) -> str:
    """Without path, letters that hide or turn others, and endings that lie; at most 100 characters."""
    base = PurePosixPath(_visible(name).replace("\\", "/")).name
    stem = _UNUSUAL.sub("_", "".join(map(_known, base))).strip(" ._")
    stem = _without_endings(stem)[:LONGEST].strip(" ._")
    if _DEVICES.fullmatch(stem.partition(".")[0].strip()):
        stem = f"{NAMELESS} {stem}"
    return f"{stem or NAMELESS}.{extension}"


_UNUSUAL = re.compile(r"\0+")


def _known(char: str) -> str:
    """A vowel sign of an Indian script belongs to its letter, as no class of `re` says; accents that can be heaped on
    any letter hide others."""
    sign = unicodedata.category(char) in ("Mn", "Mc") and not unicodedata.name(char, "").startswith("COMBINING")
    return char if sign or char.isalnum() or char in "_ .()+,№'’-" else "\0"


def _visible(name: str) -> str:
    """Letters composed, spaces and controls plain spaces; what is not seen (bidi marks, zero width, tags) gone."""
    composed = unicodedata.normalize("NFC", name)
    plain = (" " if unicodedata.category(char) in _SPACES else char for char in composed)
    return " ".join("".join(char for char in plain if unicodedata.category(char) not in _HIDDEN).split())


_SPACES = {"Zs", "Zl", "Zp", "Cc"}
_HIDDEN = {"Cf", "Co", "Cs", "Cn"}


def _without_endings(stem: str) -> str:
    """`diploma.pdf.exe` → `diploma`, `doc.pdf` → `doc`; "2024.05.12" and "letter v1.2" keep their points."""
    named = "." in stem
    while (cut := stem.rpartition("."))[0] and cut[2].strip().lower() in _LYING | _OURS:
        stem = cut[0].rstrip(" ._")
    return "" if stem.lower() in _LYING | _OURS and not named else stem
