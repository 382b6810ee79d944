"""The block of the ЭЦП on a letter."""

from __future__ import annotations

import io

import pikepdf
import pytest
from django.utils import translation

from cases.eds.base import Purpose, Revocation, Signer, Status, Verified
from cases.letters import facts, marks, rendering
from cases.templatetags.letter_text import authority
from tests.cases.letters.facts import AT, COMMON, DAYS, SIGNATURE, holds, print_letter, read


def words(text: str, language: str) -> str:
    with translation.override(language):
        return translation.gettext(text)


SIGNED = [("petition", "ru"), ("petition", "kk"), ("final_refusal", "ru"), ("preliminary_approval", "kk")]


@pytest.mark.parametrize(("kind", "language"), SIGNED)
def test_a_signed_letter_shows_who_signed_with_what_and_when(kind, language, settings):
    settings.DEMO = False
    text = read(print_letter(kind, language, signature=SIGNATURE))
    for key in ("name", "iin", "bin", "organization", "serial", "algorithm"):
        assert holds(text, str(SIGNATURE[key])), key
    assert holds(text, "ҰЛТТЫҚ ОРТАЛЫҚ (GOST) 2022") and "C=KZ" not in text
    assert f"{DAYS['2026-11-21'][language]}, 14:05" in text
    for phrase in ("Signed by electronic signature (ЭЦП)", "not revoked at the time of signing"):
        assert holds(text, words(phrase, language)), phrase
    assert not holds(text, words("certificate of the demonstration, no legal force", language))


@pytest.mark.parametrize("language", rendering.LANGUAGES)
def test_the_block_of_a_demo_certificate_says_so(language):
    text = read(print_letter("petition", language, signature=SIGNATURE | {"demo": True}))
    assert holds(text, words("certificate of the demonstration, no legal force", language))
    assert not holds(text, words("Demo signature – not an ЭЦП", language))


@pytest.mark.parametrize(
    ("known", "expected"),
    [("unchecked", "not yet checked at the time of signing"), ("revoked_later", "revoked after the signing")],
)
def test_the_block_tells_what_was_known_of_revocation(known, expected):
    text = read(print_letter("petition", "ru", signature=SIGNATURE | {"revocation": known}))
    assert holds(text, words(expected, "ru")) and not holds(text, words("not revoked at the time of signing", "ru"))


@pytest.mark.parametrize("language", rendering.LANGUAGES)
def test_a_signed_petition_fits_a_single_page(language):
    bare = {"preliminary_number": "", "mp_number": ""}  # they come later on the way
    pdf = print_letter("petition", language, signature=SIGNATURE | {"demo": True}, **bare)
    assert len(pikepdf.open(io.BytesIO(pdf)).pages) == 1


def test_what_the_certificate_says_stays_text():
    text = read(print_letter("petition", "ru", signature=SIGNATURE | {"name": "<b>x</b> {{ code }}"}))
    assert "<b>x</b> {{ code }}" in text


def test_an_authority_is_named_by_its_common_name():
    assert authority("C=KZ,CN=ҰКО (RSA) 2022") == "ҰКО (RSA) 2022" == authority("CN=ҰКО (RSA) 2022,C=KZ")
    assert authority(r"CN=A\, B+C=KZ") == "A, B" and authority("O=X") == "O=X" and authority(None) == ""


def test_the_block_is_frozen_with_the_iin_masked(settings):
    signer = Signer(
        "A B",
        "A",
        "B",
        "C",
        "900101300017",
        "241000000301",
        "МИИЦР",
        "",
        "4f2c",
        "",
        "CN=X",
        AT,
        AT,
        "RSA",
        frozenset(),
        frozenset(),
        True,
        False,
        "",
    )
    given = Verified(signer, Purpose.MINISTRY, b"sheet", b"", AT, None, Revocation(Status.UNCHECKED), "builtin")
    block = facts.signature_block(given)
    assert (block["name"], block["iin"], block["claimed_at"]) == ("A B C", "90••••••••17", "")
    assert (block["revocation"], block["demo"], block["at"]) == ("unchecked", True, AT.isoformat())
    assert "900101300017" not in str(block) and set(block) == set(SIGNATURE)


def test_the_file_bears_its_code_in_plain_bytes():
    pdf = print_letter("petition", "ru")
    assert marks.code_in(pdf) == "7K3MQ2XWRP9A" and b"%DNR-CODE:7K3MQ2XWRP9A\nstartxref" in pdf
    opened = pikepdf.open(io.BytesIO(pdf))
    assert opened.check_pdf_syntax() == [] and opened.docinfo["/Keywords"] == "DNR-CODE:7K3MQ2XWRP9A"


def test_a_form_without_a_code_bears_no_mark():
    assert marks.code_in(rendering.consent_form(COMMON, "ru")) == ""


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"DNR-CODE:ABCD2345WXYZ DNR-CODE:QQQQ2345WXYZ", "QQQQ2345WXYZ"),
        (b"DNR-CODE:ABCD2345WXYZ9", ""),
        (b"DNR-CODE:abcd2345wxyz", ""),
        (b"DNR-CODE:ABCD", ""),
        (b"", ""),
    ],
)
def test_a_mark_is_read_whole_or_not_at_all(data, code):
    assert marks.code_in(data) == code
