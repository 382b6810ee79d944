"""A case is found by the paper that the person brings: the QR code of a letter, its code, or a number."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from cases.models import Blob, Letter
from cases.programmes.nomad.states import State
from cases.values import scanned
from tests import people
from tests.desks import case_url, signed_in, text

pytestmark = pytest.mark.django_db

LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,./QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>"
RUSSIAN = "йцукенгшщзхъфывапролджэячсмитьбю.ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ"
KAZAKH = str.maketrans("234567890", "әіңғ,.үұқ")


def find(code: str, city: str = "astana") -> Any:
    return signed_in(people.clerk(city)).get(reverse("con:clerk:find"), {"code": code})


def test_a_letter_opens_its_case_however_its_code_is_typed() -> None:
    case = people.case_in(State.ARRIVED)
    code = Letter.objects.get(case=case, kind="preliminary_approval").code
    address = f"https://dnr.example.kz/verify/{code}/"
    typed = str.maketrans(LATIN, RUSSIAN)
    kazakh = address.translate(typed | {ord("/"): "№"}).translate(KAZAKH)
    ways = (address, code, code.lower(), f"{code[:4]} {code[4:8]}-{code[8:]}", address.translate(typed), kazakh)
    for way in (*ways, case.preliminary_number, case.person.iin):
        assert find(way).get("Location") == case_url(people.clerk(), case), way


@pytest.mark.parametrize("strange", ["ABCDEFGHJKMN", "no such thing", "<script>", "\0", "9" * 5000])
def test_what_no_case_bears_is_answered_in_words(strange: str) -> None:
    page = find(strange)
    assert page.status_code == 404 and "Nothing that this centre sees bears it" in text(page)


def test_a_paper_of_another_city_or_before_the_permit_opens_nothing() -> None:
    case = people.case_in(State.ARRIVED)
    code = Letter.objects.get(case=case, kind="preliminary_approval").code
    assert find(code, "almaty").status_code == 404
    early = people.case_in(State.CHECKS)
    petition = Letter.objects.filter(case=early).order_by("-id")[0]
    assert find(petition.code).status_code == find(early.number).status_code == 404


def test_a_similar_name_opens_nobodys_case_by_itself() -> None:
    case = people.case_in(State.ARRIVED)
    case.person.surname = surname = "Doantri"
    case.person.save(update_fields=["surname"])
    wrong = "Doxntri"
    assert find(surname).get("Location"), "the name itself opens it"
    page = find(wrong)
    assert page.status_code == 200 and "Similar names:" in text(page) and case.preliminary_number in text(page)
    desk = text(signed_in(people.officer()).get(reverse("con:officer:home"), {"q": wrong}))
    assert "Similar names:" in desk and "Export this list" not in desk, "the file would be empty"
    listed = signed_in(people.head()).get(reverse("con:head:work"), {"q": wrong})
    assert "Similar names:" in text(listed) and case.number in text(listed)


def test_an_empty_find_says_so_at_the_field() -> None:
    page = find("  ")
    assert page.status_code == 422 and "Enter the code or the number first." in text(page)


def test_the_page_itself_names_the_three_ways() -> None:
    page = text(signed_in(people.clerk(), "ru").get(reverse("con:clerk:find")))
    assert 'id="code"' in page and "scan.js" in page and "data-scan-none" in page


def test_an_address_is_read_only_where_it_is_of_ours() -> None:
    assert scanned.codes("https://x/verify/ABCDEFGHJKMN2/") == [] == scanned.codes("verify ABC")
    assert scanned.codes("x/check/abcdefghjkmn/") == ["ABCDEFGHJKMN"]


def photographed(text_of_code: str, form: str = "jpeg", **sent: Any) -> Any:
    """A photo of a paper: the code small on it, and a little askew."""
    drawn, photo = BytesIO(), BytesIO()
    segno.make(text_of_code).save(drawn, kind="png", scale=6)
    paper = Image.new("RGB", (1600, 1200), "#d8d4cc")
    paper.paste(Image.open(drawn).convert("RGB").rotate(7, expand=True, fillcolor="white"), (900, 500))
    paper.save(photo, form)
    file = SimpleUploadedFile("photo", photo.getvalue())
    return signed_in(people.clerk()).post(reverse("con:clerk:find"), {"photo": file} | sent, follow=True)


@pytest.mark.parametrize("caged", [True, False])
def test_a_photo_of_the_code_opens_the_case_in_any_browser(caged: bool, settings: Any) -> None:
    settings.DNR_FILES_CAGED = caged
    case = people.case_in(State.ARRIVED)
    code = Letter.objects.get(case=case, kind="preliminary_approval").code
    page = photographed(f"https://dnr.example.kz/verify/{code}/")
    assert page.redirect_chain[-1][0] == case_url(people.clerk(), case)


@pytest.mark.usefixtures("uncaged")
def test_a_photo_without_a_code_is_answered_in_words_and_kept_nowhere() -> None:
    blank = BytesIO()
    Image.new("RGB", (200, 200), "white").save(blank, "png")
    for data, why in (
        (blank.getvalue(), "No QR code was found"),
        (b"%PDF-1.4 nothing", "must be a JPEG"),
        (blank.getvalue()[:120], "damaged"),
        (b"", "The file is empty"),
    ):
        answer = photographed("x", photo=SimpleUploadedFile("photo", data))
        assert answer.status_code == 422 and why in text(answer), why
    assert photographed("x", photo="").status_code == 422
    assert not Blob.objects.exists()
