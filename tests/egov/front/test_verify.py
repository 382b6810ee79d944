"""/verify/: a letter by its code or its file, for everybody, and nothing of the person."""

from __future__ import annotations

import hashlib
import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cases import files, letters
from cases.law.calendar import ALMATY
from cases.letters import genuine, marks
from cases.models import Blob, Letter, Signature, SignatureCheck
from cases.programmes.nomad.states import State
from egov.front import fingerprints, pace
from egov.front.codes import clean_code, clean_sha256, whole_code
from tests import people

pytestmark = pytest.mark.django_db
CODE = "ABCD2345WXYZ"
MIB = 1024 * 1024
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def approval():
    """A letter that nobody signed by ЭЦП."""
    case = people.case_in(State.PRELIMINARY_APPROVED)
    Letter.objects.filter(case=case, kind="preliminary_approval").update(code=CODE)
    return Letter.objects.get(case=case, kind="preliminary_approval")


@pytest.fixture
def petition():
    """The signed one, printed."""
    case = people.case_in(State.PETITION_SIGNED)
    Letter.objects.filter(case=case, kind="petition").update(code=CODE)
    row = Letter.objects.get(case=case, kind="petition")
    letters.render_and_store(row.pk, people.after(case))
    row.refresh_from_db()
    return row


def bytes_of(letter: Letter, language: str = "ru") -> bytes:
    with files.open_stored(Blob.objects.get(pk=letter.files[language]).name) as stored:
        return stored.read()


def ask(client: Client, address: str, status: int = 200, script: bool = False) -> str:
    client.cookies["django_language"] = "en"
    response = client.get(address, headers={"HX-Request": "true"} if script else {})
    assert response.status_code == status, response.content
    return response.content.decode()


def send(client: Client, data: bytes, name: str = "letter.pdf", **fields: Any) -> Any:
    client.cookies["django_language"] = "en"
    upload = SimpleUploadedFile(name, data, "application/pdf")
    return client.post("/verify/", fields | {"file": upload})


def state(page: str) -> str:
    match = re.search(r'data-state="(\w+)"', page)
    return match[1] if match else ""


def by_hash(client: Client, data: bytes, status: int = 200, query: str = "") -> str:
    return ask(client, reverse("front:verify_file", args=[hashlib.sha256(data).hexdigest()]) + query, status)


def personal(letter: Letter) -> list[str]:
    case, person = letter.case, letter.case.person
    return [case.number, case.preliminary_number or "-none-", person.iin, person.full_name, person.passport_number]


# ------------------------------------------------------------------------------------------------ by code


def test_it_shows_numbers_kind_date_and_validity_and_nothing_else(client, approval):
    page = ask(client, f"/verify/{CODE}/")
    assert approval.number in page and approval.get_kind_display() in page
    assert "valid until" in page or "ended on" in page
    assert "Signed by electronic signature (ЭЦП)" in page
    granted = approval.case.preliminary_number
    assert granted in page
    assert [word for word in personal(approval) if word in page] == [granted]


def test_a_signed_letter_names_the_office_and_how_far_it_is_checked(client, petition):
    page = ask(client, f"/verify/{CODE}/")
    assert "Signed by electronic signature (ЭЦП)" in page and "МИИЦР РК (ДЕМО)" in page and "241000000301" in page
    assert "certificate of the demonstration" in page
    assert [word for word in personal(petition) if word in page] == []


@pytest.mark.parametrize(
    ("status", "words", "shown"),
    [
        ("good", "the certificate is not revoked", "authentic"),
        ("unchecked", "is not yet checked", "authentic"),
        ("revoked_later", "the signature stands", "authentic"),
        ("revoked", "had been revoked before the signing", "fallen"),
    ],
)
def test_what_was_learnt_since_of_the_certificate_counts(client, petition, status, words, shown):
    row = Signature.objects.get(case=petition.case, step="sign_petition")
    SignatureCheck.objects.create(signature=row, at=petition.at, status=status, source="ocsp")
    page = ask(client, f"/verify/{CODE}/")
    assert state(page) == shown and words in page


@pytest.mark.parametrize(
    "typed", ["abcd-2345-wxyz", " ABCD 2345 WXYZ ", "АВСD2345WХYZ"], ids=["dashes", "blanks", "ru"]
)
def test_it_takes_the_code_as_people_type_it(client, typed):
    response = client.get("/verify/", {"code": typed})
    assert response.headers["Location"] == reverse("front:verify_code", args=[CODE])


def test_it_says_when_the_validity_is_over(client, approval):
    Letter.objects.filter(pk=approval.pk).update(valid_until=date(2026, 7, 1))
    with people.at(datetime(2026, 7, 1, 23, 59, tzinfo=ALMATY)):
        assert "valid until 1\xa0July 2026" in ask(client, f"/verify/{CODE}/")
    with people.at(datetime(2026, 7, 2, 0, 0, tzinfo=ALMATY)):
        assert "ended on 1\xa0July 2026" in ask(client, f"/verify/{CODE}/")


def test_an_unknown_code_is_404(client):
    page = ask(client, "/verify/QQQQ2345WXYZ/", 404)
    assert "QQQQ-2345-WXYZ" in page and state(page) == "unknown"


@pytest.mark.parametrize("code", ["' OR 1=1 --", "A" * 4000, "ӘҒҚҢӨҰҮҺІӘҒҚ", "short", "%00"])
def test_what_is_no_code_never_reaches_the_database(client, code, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get(f"/verify/{code}/").status_code == 404


@pytest.mark.parametrize("typed", ["", "short", "A" * 61])
def test_it_says_what_is_wrong_with_the_code(client, typed):
    page = ask(client, f"/verify/?code={typed}")
    assert "There is a problem" in page and re.search(r"<title>\s*Error: ", page)


def test_a_letter_is_a_single_read(client, petition, django_assert_num_queries):
    data = bytes_of(petition)
    with django_assert_num_queries(1):
        client.get(f"/verify/{CODE}/")
    with django_assert_num_queries(1):
        by_hash(client, data)
    with django_assert_num_queries(2):
        by_hash(client, data + b" ", query=f"?code={CODE}")
    with django_assert_num_queries(0):
        client.get("/verify/")


def test_answers_are_neither_kept_nor_indexed(client, approval):
    for address in ("/verify/", f"/verify/{CODE}/", f"/verify/file/{'0' * 64}/"):
        response = client.get(address)
        assert "no-store" in response.headers["Cache-Control"]
        assert response.headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize(("old", "new"), [("", ""), (f"{CODE}/", f"{CODE}/"), ("?code=x", "?code=x")])
def test_printed_addresses_lead_here_for_good(client, old, new):
    response = client.get(f"/check/{old}")
    assert response.status_code == 301 and response.headers["Location"] == f"/verify/{new}"


# ------------------------------------------------------------------------------------------------ by file


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_the_very_file_is_authentic(client, petition, language):
    data = bytes_of(petition, language)
    page = by_hash(client, data, query=f"?code={CODE}")
    assert state(page) == "authentic" and petition.number in page and "МИИЦР РК (ДЕМО)" in page
    assert [word for word in personal(petition) if word in page] == []


def test_a_changed_file_that_bears_our_code_is_altered(client, petition):
    page = by_hash(client, bytes_of(petition) + b" ", query=f"?code={CODE}")
    assert state(page) == "altered" and petition.number in page


def test_a_file_of_another_letter_is_authentic_but_not_this_letter(client, petition):
    page = by_hash(client, bytes_of(petition), query="?code=QQQQ2345WXYZ")
    assert state(page) == "authentic" and "not the letter whose code was given" in page


@pytest.mark.parametrize("query", ["", "?code=QQQQ2345WXYZ", "?code=nonsense", "?sort=nonsense"])
def test_any_other_file_is_unknown(client, query):
    assert state(by_hash(client, b"something", 404, query)) == "unknown"


@pytest.mark.parametrize(("sort", "words"), [("bundle", "verify_bundle bundle.zip"), ("signature", "signed bundle")])
def test_a_bundle_and_a_signature_are_described_with_how_to_verify_them(client, sort, words):
    assert words in by_hash(client, b"something", 404, f"?sort={sort}")


@pytest.mark.parametrize("wrong", ["x", "0" * 63, "0" * 65, "g" * 64, "٠" * 64])
def test_what_is_no_checksum_is_refused_unasked(client, wrong, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert "64 digits" in ask(client, f"/verify/file/{wrong}/", 400)


def test_the_script_gets_the_answer_alone(client, petition):
    address = reverse("front:verify_file", args=[petition.files["ru"]])
    page = ask(client, address, script=True)
    assert state(page) == "authentic" and "<html" not in page and "<h1" not in page
    unknown = ask(client, f"/verify/file/{'0' * 64}/", script=True)
    assert state(unknown) == "unknown"


def test_letters_printed_before_there_were_marks_are_recognised(client, approval):
    old = {"ru": "a" * 64, "kk": "b" * 64}
    Letter.objects.filter(pk=approval.pk).update(files=old)
    assert state(ask(client, f"/verify/file/{'A' * 64}/")) == "authentic"
    assert state(ask(client, f"/verify/file/{'b' * 64}/")) == "authentic"


@pytest.mark.database
def test_the_lookup_goes_by_the_indexes(approval):
    names = {index.name for index in Letter._meta.indexes}
    assert {"letter_file_ru", "letter_file_kk"} <= names
    Letter.objects.filter(pk=approval.pk).update(files={"ru": "c" * 64})
    act = genuine.by_file("c" * 64)
    assert act and act.number == approval.number


# ------------------------------------------------------------------------------------------------ sent, without script


def test_a_file_sent_is_judged_and_not_kept(client, petition, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    page = send(client, bytes_of(petition)).content.decode()
    assert state(page) == "authentic" and "letter.pdf" in page
    assert list(tmp_path.iterdir()) == []


def test_a_changed_file_sent_is_recognised_by_its_mark(client, petition):
    data = bytes_of(petition)
    assert marks.code_in(data) == CODE
    response = send(client, data + b"\n% changed")
    assert response.status_code == 200 and state(response.content.decode()) == "altered"


def test_a_file_sent_from_the_page_of_a_code_is_compared_with_it(client, petition):
    assert state(send(client, PDF, code=CODE).content.decode()) == "altered"
    assert send(client, PDF, code="nonsense").status_code == 404


def test_a_mark_across_two_chunks_is_detected(client, petition):
    data = PDF + b"x" * (64 * 1024 - len(PDF) - 10) + marks.code_mark(CODE) + b"\n"
    assert state(send(client, data).content.decode()) == "altered"


@pytest.mark.parametrize(
    ("data", "name", "words"), [(b"PK\x03\x04 rest", "b.zip", "verify_bundle"), (b"%PDF-1.7", "a.pdf", "Unknown")]
)
def test_what_was_sent_is_recognised_by_its_content(client, data, name, words):
    response = send(client, data, name)
    assert response.status_code == 404 and words in response.content.decode()


def test_an_empty_file_is_reported(client):
    response = send(client, b"")
    assert response.status_code == 422 and "The file is empty." in response.content.decode()


def test_no_file_is_reported(client):
    response = client.post("/verify/", {"code": CODE}, headers={"accept-language": "en"})
    assert response.status_code == 422 and "Choose the file" in response.content.decode()


def test_a_file_a_little_too_large_is_reported(client):
    response = send(client, b"0" * (20 * MIB + 1))
    assert response.status_code == 422 and "larger than 20" in response.content.decode()


def test_25_megabytes_are_refused_before_they_are_read(client):
    response = send(client, b"0" * (25 * MIB))
    assert response.status_code == 413 and "20" in response.content.decode()


def test_of_two_files_sent_the_first_counts(client):
    two = [SimpleUploadedFile("a.pdf", PDF), SimpleUploadedFile("b.pdf", b"PK\x03\x04")]
    client.cookies["django_language"] = "en"
    page = client.post("/verify/", {"file": two}).content.decode()
    assert "a.pdf" in page and "b.pdf" not in page


def test_the_form_is_guarded_against_other_sites():
    response = Client(enforce_csrf_checks=True).post("/verify/", {"file": SimpleUploadedFile("a.pdf", PDF)})
    assert response.status_code == 403


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
@pytest.mark.parametrize("address", ["/verify/", f"/verify/{CODE}/", f"/verify/file/{'0' * 64}/"])
def test_other_methods_are_refused(client, method, address):
    assert getattr(client, method)(address).status_code == 405


@pytest.mark.parametrize("address", [f"/verify/{CODE}/", f"/verify/file/{'0' * 64}/"])
def test_an_answer_is_not_posted_for(client, address):
    assert client.post(address).status_code == 405


# ------------------------------------------------------------------------------------------------ the pace


def asked(client: Client, times: int, **options: Any) -> int:
    return [client.get(f"/verify/{CODE}/", **options).status_code for _n in range(times)][-1]


def test_a_single_address_asks_sixty_times_a_minute(client):
    with people.at(people.START):
        assert asked(client, pace.A_MINUTE) == 404
        response = client.get(f"/verify/{CODE}/", headers={"accept-language": "en"})
        assert response.status_code == 429 and response.headers["Retry-After"] == "60"
        assert "Too many letters" in response.content.decode()
        assert send(client, PDF).status_code == 429
        assert client.get("/verify/").status_code == 200
    with people.at(people.START + timedelta(minutes=1)):
        assert asked(client, 1) == 404


def test_another_address_is_not_held_up(client):
    with people.at(people.START):
        assert asked(client, pace.A_MINUTE + 1) == 429
        assert asked(client, 1, REMOTE_ADDR="203.0.113.9") == 404


def test_who_shares_our_proxy_shares_no_pace(client, settings, monkeypatch):
    settings.TRUSTED_PROXIES = ["127.0.0.0/8"]
    monkeypatch.setattr(pace, "A_MINUTE", 1)
    with people.at(people.START):
        assert asked(client, 2, HTTP_X_FORWARDED_FOR="203.0.113.9") == 429
        assert asked(client, 1, HTTP_X_FORWARDED_FOR="203.0.113.10") == 404


def test_the_script_gets_the_words_alone(client):
    with people.at(people.START):
        asked(client, pace.A_MINUTE)
        page = ask(client, f"/verify/file/{'0' * 64}/", 429, script=True)
    assert state(page) == "slow" and "<html" not in page


@pytest.mark.parametrize(
    ("first", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff", True),
        ("2001:db8::1", "2001:db8:1::1", False),
        ("192.0.2.1", "192.0.2.2", False),
        ("192.0.2.1", "::ffff:192.0.2.1", True),
        ("", "nonsense", True),
    ],
)
def test_a_household_is_a_single_stranger(client, monkeypatch, first, other, same):
    monkeypatch.setattr(pace, "A_MINUTE", 1)
    with people.at(people.START):
        assert asked(client, 1, REMOTE_ADDR=first) == 404
        assert asked(client, 1, REMOTE_ADDR=other) == (429 if same else 404)


# ------------------------------------------------------------------------------------------------ small things


def test_codes_and_checksums_are_cleaned():
    assert clean_code("ab-c 1.2") == "ABC12"
    assert whole_code("abcd 2345 wxyz") == CODE and whole_code("ABC") == whole_code("ӘҒҚҢӨҰҮҺІӘҒҚ") == ""
    assert clean_sha256(f" {'AB' * 32} ") == "ab" * 32 and clean_sha256("ab") == ""


SORTS = [
    (b"%PDF-1.7", "pdf"),
    (b"PK\x03\x04", "bundle"),
    (b"-----BEGIN CMS-----", "signature"),
    (b"0\x82", ""),
    (bytes.fromhex("3082010006092a864886f70d010702a0"), "signature"),
    (bytes.fromhex("308006092a864886f70d010702a080"), "signature"),
    (b"", ""),
]


@pytest.mark.parametrize(("head", "sort"), SORTS)
def test_a_file_is_recognised_by_its_first_bytes(head, sort):
    assert fingerprints.sort_of(head) == sort


def test_the_script_and_the_upload_look_for_the_same():
    script = (Path(django_settings.BASE_DIR) / "static/dnr/verify.js").read_text()
    match = re.search(r"const MARK = /(.+)/g;", script)
    assert match and match[1].encode() == marks.PATTERN.pattern
    assert re.search(r"const LIMIT = (\d+) \* 1024 \* 1024;", script)[1] == str(fingerprints.LIMIT // MIB)  # type: ignore[index]
    assert "06092a864886f70d010702" in script and "HX-Request" in script


def test_every_answer_of_the_script_stands_in_the_page(client):
    script = (Path(django_settings.BASE_DIR) / "static/dnr/verify.js").read_text()
    page = ask(client, "/verify/")
    answers = set(re.findall(r'say\("(\w+)"\)', script))
    assert answers and answers == set(re.findall(r'id="verify-(\w+)"', page))


def test_a_state_is_shown_in_words_and_by_an_icon(client, petition):
    data = bytes_of(petition)
    answers = [by_hash(client, data), by_hash(client, data + b" ", query=f"?code={CODE}"), by_hash(client, b"", 404)]
    for page, words in zip(answers, ("Authentic", "Altered", "Unknown"), strict=True):
        assert page.count("<h1") == 1 and re.search(rf"<h1>\s*<svg.+?</svg>\s*{words}", page, re.DOTALL)
