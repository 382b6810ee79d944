"""A signature inside a PDF is read before the cleaning ends it, told without claiming trust, and leaves no ruin."""

import datetime
import io
from typing import Any

import pikepdf
import pytest
from django.utils import translation

from cases.files import CleanFile, inspect
from cases.files.cage import signatures
from cases.files.notices import sentences
from tests import odd_files
from tests.cases.files.test_odd_pdfs import everything, pictures, same


def inspected(data: bytes, *, caged: bool = False) -> CleanFile:
    return inspect(io.BytesIO(data), "apostille.pdf", "cv", caged=caged)


def signature(data: bytes, *, caged: bool = False) -> dict[str, Any]:
    (notice,) = [each for each in inspected(data, caged=caged).notices if each["code"] == "signed"]
    return notice


def test_reads_who_signed_and_when_in_the_cage() -> None:
    read = signature(odd_files.signed(), caged=True)
    assert read["signer"] == read["issuer"] == "Ministry of Foreign Affairs"
    assert (read["state"], read["field"], read["whole"]) == ("intact", "Apostille", True)
    assert read["at"].startswith("20") and read["at"].endswith("+00:00")


STAMPED = datetime.datetime(2024, 3, 1, 9, 30, tzinfo=datetime.UTC)


def stamped() -> bytes:
    return odd_files.signed(stamper="Time of Almaty", stamped=STAMPED)


def test_reads_the_time_of_a_time_stamp() -> None:
    read = signature(stamped(), caged=True)
    assert (read["at"], read["clock"], read["stamped_by"]) == (STAMPED.isoformat(), "time_stamp", "Time of Almaty")
    assert read["state"] == "intact"
    assert signature(odd_files.signed())["clock"] == "signer"
    with translation.override("en"):
        assert "by a time stamp of Time of Almaty on 1\xa0March 2024" in str(sentences([read])[0])


@pytest.mark.parametrize("part", ["encap_content_info", "signature"])
def test_believes_no_time_stamp_that_is_not_whole(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of another signature, or with another time written in."""
    come = signatures.extract_tst_data_iter

    def changed(*args: Any, **options: Any) -> Any:
        for token in come(*args, **options):
            copy = type(token).load(token.dump())
            if part == "signature":
                copy["signer_infos"][0]["signature"] = bytes(256)
            else:
                info = copy["encap_content_info"]["content"].parsed
                info["message_imprint"]["hashed_message"] = bytes(32)
                copy["encap_content_info"]["content"] = info.dump()
            yield copy

    monkeypatch.setattr(signatures, "extract_tst_data_iter", changed)
    read = signature(stamped())
    assert (read["clock"], read["stamped_by"]) == ("signer", "")
    assert not read["at"].startswith("2024")


def test_sees_that_the_signed_bytes_were_changed() -> None:
    assert signature(odd_files.signed_and_changed())["state"] == "changed"


def test_sees_that_the_page_was_replaced_behind_the_signature() -> None:
    read = signature(odd_files.signed_and_added_to())
    assert (read["state"], read["whole"]) == ("changed", False)


@pytest.mark.parametrize("around", [(b"\xef\xbb\xbf", b""), (b"", bytes(1200))])
def test_looks_past_what_a_transfer_put_around_the_signed_file(around: tuple[bytes, bytes]) -> None:
    assert signature(around[0] + odd_files.signed() + around[1])["state"] == "intact"


def test_names_the_signer_of_a_signature_it_can_not_check(monkeypatch: pytest.MonkeyPatch) -> None:
    """As with GOST: the method is unknown to the library, the certificate can be read all the same."""

    def unknown(*args: object) -> None:
        raise NotImplementedError

    monkeypatch.setattr("cases.files.cage.signatures.validate_sig_integrity", unknown)
    read = signature(odd_files.signed())
    assert (read["signer"], read["state"]) == ("Ministry of Foreign Affairs", "unreadable")


@pytest.mark.parametrize("damage", [(b"%PDF-1.", b"%PDF-x."), (b"/SubFilter", b"/SubFilxer")])
def test_names_the_signer_where_the_library_can_not_read_the_file_as_it_came(
    damage: tuple[bytes, bytes],
) -> None:
    broken = odd_files.signed().replace(*damage)
    assert signatures.read(broken) == {}
    read = signature(broken)
    assert (read["signer"], read["state"], read["whole"]) == ("Ministry of Foreign Affairs", "unreadable", False)
    assert read["at"].startswith("20")


def test_makes_nothing_of_a_signature_that_is_none() -> None:
    broken = odd_files.replaced(odd_files.signed(), rb"/Contents <3082", b"/Contents <ffff")
    assert signature(broken)["state"] == "unreadable"


def test_leaves_no_dead_signature_and_keeps_what_was_seen() -> None:
    data = odd_files.signed()
    clean = inspected(data)
    left = everything(clean.data)
    for gone in (b"/Sig", b"/ByteRange", b"/SigFlags", b"adbe.pkcs7", b"ETSI"):
        assert gone not in left
    assert same(pictures(clean.data)[0], pictures(data)[0])
    with pikepdf.open(io.BytesIO(clean.data)) as pdf:
        assert [str(each.Subtype) for each in pdf.pages[0].Annots] == ["/Stamp"]


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (odd_files.signed, "the file is as it was signed. Whether the certificate can be trusted was not checked here"),
        (odd_files.signed_and_changed, "the file was changed after it was signed"),
    ],
)
def test_says_so_in_words(make: Any, words: str) -> None:
    with translation.override("en"):
        (sentence,) = map(str, sentences(inspected(make()).notices))
    assert "Ministry of Foreign Affairs" in sentence
    assert words in sentence
