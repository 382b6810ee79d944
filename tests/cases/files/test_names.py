"""A file is shown under its sender's name for it, with the ending it truly has."""

import pytest

from cases.files.names import display_name

NAMES = {
    "diploma.pdf.exe": "diploma.pdf",
    "diploma.exe": "diploma.pdf",
    "scan.PDF": "scan.pdf",
    "scan.jpg.pdf": "scan.pdf",
    ".htaccess": "htaccess.pdf",
    ".pdf": "document.pdf",
    "doc.pdf": "doc.pdf",
    "doc.exe": "doc.pdf",
    "..": "document.pdf",
    "": "document.pdf",
    "C:\\scans\\my <b>passport.pdf": "my _b_passport.pdf",
    "../../etc/passwd": "passwd.pdf",
    "annual\u202efdp.exe": "annualfdp.pdf",
    "zero\u200bwidth\u2060\ufeff.pdf": "zerowidth.pdf",
    "tab\there\r\nthere.pdf": "tab here there.pdf",
    "CON.pdf": "document CON.pdf",
    "com1.tar.pdf": "document com1.pdf",
    "console.pdf": "console.pdf",
    "2024.05.12.pdf": "2024.05.12.pdf",
    "letter v1.2": "letter v1.2.pdf",
    "Диплом № 5 (копия).pdf": "Диплом № 5 (копия).pdf",
    "Әйгерім.pdf": "Әйгерім.pdf",
    "e\u0301tude.pdf": "étude.pdf",
    "护照.pdf": "护照.pdf",
    "नई.pdf": "नई.pdf",
    "पासपोर्ट और वीज़ा.pdf": "पासपोर्ट और वीज़ा.pdf",
    "q\u0307\u0323\u0323\u0323.pdf": "q.pdf",
    "trailing . . .pdf": "trailing.pdf",
    "a" * 300: "a" * 95 + ".pdf",
    "macro.docm.pdf": "macro.pdf",
    "page.php\u00a0.pdf": "page.pdf",
    "smile\U0001f600.pdf": "smile.pdf",
}


@pytest.mark.parametrize("name", NAMES)
def test_is_shown_as(name: str) -> None:
    assert display_name(name, "pdf") == NAMES[name]


@pytest.mark.parametrize("name", [*NAMES, "\ud800.pdf", "\0", "/" * 50, "." * 300, "exe" * 40])
def test_ends_as_the_file_does(name: str) -> None:
    shown = display_name(name, "jpg")
    assert shown.endswith(".jpg")
    assert 4 < len(shown) <= 100 + 5
    assert not shown.startswith((".", " "))
