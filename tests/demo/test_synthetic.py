"""Invented people and their files are always the same for a seed, and always good enough to upload."""

import io
from datetime import date
from random import Random

import pikepdf
import pytest

from cases.files import inspect
from cases.values.iin import iin_with_check
from demo.synthetic import DOCUMENTS, document, pdf_file, person, photo

KINDS = ["photo", *DOCUMENTS]


def test_invents_the_same_person_for_the_same_seed() -> None:
    assert person(Random(7)) == person(Random(7))
    assert person(Random(7)) != person(Random(8))


@pytest.mark.parametrize("seed", range(40))
def test_invents_people_who_may_apply(seed: int) -> None:
    who = person(Random(seed))
    assert len(who["iin"]) == 12
    assert iin_with_check(who["iin"][:11]) == who["iin"]
    assert who["email"].endswith("@example.org")
    assert who["email"].isascii()
    assert who["born_on"] < date(2006, 1, 1)
    assert (who["passport_valid_until"] - date(2026, 12, 31)).days > 1000


@pytest.mark.parametrize("kind", KINDS)
def test_makes_every_kind_of_document_fit_for_upload(kind: str) -> None:
    name, data = document(kind, person(Random(3)), Random(4))
    assert document(kind, person(Random(3)), Random(4)) == (name, data)
    clean = inspect(io.BytesIO(data), name, kind, caged=False)
    assert clean.name == name
    assert clean.size < 200_000


def test_passes_the_cage_too() -> None:
    inspect(io.BytesIO(photo(Random(1))), "photo.jpg", "photo", caged=True)


def test_makes_every_persons_files_different() -> None:
    rng = Random(5)
    files = [document("cv", person(rng), rng)[1] for _ in range(5)]
    assert len(set(files)) == 5


def test_writes_text_that_can_be_read() -> None:
    data = pdf_file("TITLE (one)", ["A line", "Строка"], Random(1))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        content = pdf.pages[0].Contents.read_bytes()
        assert len(pdf.pages[0].Resources.XObject) == 2  # the mark and the line in Cyrillic
    assert rb"(TITLE \(one\)) Tj" in content
    assert b"(A line) Tj" in content


def test_knows_no_other_kinds() -> None:
    with pytest.raises(KeyError):
        document("recipe", person(Random(1)), Random(1))
