"""The card of a document, without script: several files, their order, limits, and what went wrong with which file."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cases.files import caging
from cases.models import Case, Document, DocumentPart
from cases.programmes.nomad import filing
from tests import bad_files, people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("uncaged")]

ENGLISH = {"Accept-Language": "en"}
HTMX = ENGLISH | {"HX-Request": "true"}


@pytest.fixture
def case() -> Case:
    a_case = people.case_in("petition_draft", prepared=False)
    filing.give_consent(a_case.pk, a_case.person.user, people.START, "I agree.")
    return a_case


def at(case: Case, **sent: Any) -> Any:
    client = Client()
    client.force_login(case.person.user)
    url = reverse("hub:petition:document", args=[case.pk, "cv"])
    headers = sent.pop("headers", HTMX)
    with people.at(sent.pop("moment", None) or people.after(case)):
        return client.post(url, sent, headers=headers)


def files(*widths: int) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(f"{w}.jpg", bad_files.picture(size=(w, 99))) for w in widths]


def current(case: Case) -> Document:
    return Document.objects.get(case=case, kind="cv", current=True)


def names(case: Case) -> list[str]:
    return [part.name for part in current(case).parts.order_by("position")]


def test_it_makes_a_single_document_of_several_files_and_lists_them_with_their_originals(case: Case) -> None:
    answer = at(case, file=files(101, 102))
    assert answer.status_code == 200 and names(case) == ["101.jpg", "102.jpg"]
    for position in (1, 2):
        url = reverse("cases:original", args=[case.pk, current(case).pk, position])
        assert f'href="{url}"' in answer.text


def test_it_adds_to_what_is_there_or_replaces_it(case: Case) -> None:
    at(case, file=files(101))
    at(case, file=files(102), how="add")
    assert names(case) == ["101.jpg", "102.jpg"]
    at(case, file=files(103), how="replace")
    assert names(case) == ["103.jpg"]


def test_a_file_that_comes_twice_is_kept_once_and_says_so(case: Case) -> None:
    answer = at(case, file=[*files(101, 102), *files(101)])
    assert answer.status_code == 200 and names(case) == ["101.jpg", "102.jpg"]
    assert answer.text.count("This file came more than once: it is kept once.") == 1
    again = at(case, file=files(101), how="add")
    assert again.status_code == 422 and "it is not joined twice" in again.text
    mixed = at(case, file=files(101, 103), how="add")
    assert mixed.status_code == 200 and names(case) == ["101.jpg", "102.jpg", "103.jpg"]


def test_it_moves_and_takes_out_files_by_buttons(case: Case) -> None:
    at(case, file=files(101, 102, 103))
    at(case, seen=current(case).pk, order="2,1,3")
    assert names(case) == ["102.jpg", "101.jpg", "103.jpg"]
    answer = at(case, seen=current(case).pk, order="1", headers=ENGLISH)
    assert answer.status_code == 302 and names(case) == ["102.jpg"]
    at(case, seen=current(case).pk, detach="1")
    assert not Document.objects.filter(case=case, current=True).exists()


@pytest.mark.parametrize("sent", [{"order": "x"}, {"order": "1,2"}, {"order": ""}, {"seen": "x", "order": "1"}])
def test_a_list_that_has_changed_is_shown_and_nothing_happens(case: Case, sent: dict[str, str]) -> None:
    at(case, file=files(101))
    answer = at(case, **({"seen": current(case).pk} | sent))
    assert answer.status_code == 422 and "has changed in the meantime" in answer.text
    assert names(case) == ["101.jpg"]


def test_it_names_each_bad_file_and_keeps_none_of_those_sent_with_it(case: Case) -> None:
    bad = [SimpleUploadedFile("virus.pdf", b"MZ\x90\x00" + b"\0" * 99), SimpleUploadedFile("cut.pdf", b"%PDF-1.7 ")]
    answer = at(case, file=[*files(101), *bad])
    assert answer.status_code == 422
    assert "virus.pdf: " in answer.text and "cut.pdf: " in answer.text and "101.jpg: " not in answer.text
    assert "None of the files sent together was kept" in answer.text
    assert not Document.objects.filter(case=case).exists()


def test_many_files_in_a_minute_are_shown_and_a_minute_later_it_goes_on(case: Case, settings: Any) -> None:
    settings.DNR_UPLOADS_A_MINUTE = 2
    now = people.after(case)
    answers = [at(case, file=files(width), moment=now) for width in (101, 102, 103)]
    assert [answer.status_code for answer in answers] == [200, 200, 422]
    assert "Wait a minute" in answers[-1].text and names(case) == ["102.jpg"]
    assert at(case, file=files(103), moment=now + timedelta(minutes=1)).status_code == 200


def test_what_brings_no_file_is_no_upload(case: Case, settings: Any) -> None:
    settings.DNR_UPLOADS_A_MINUTE = 1
    now = people.after(case)
    at(case, file=files(101, 102, 103), moment=now)
    for order in ("2,1,3", "2,1,3", "1,2"):
        assert at(case, seen=current(case).pk, order=order, moment=now).status_code < 400
    assert names(case) == ["101.jpg", "102.jpg"]
    for _ in range(7):
        at(case, seen="x", order="1", moment=now)
    assert "Wait a minute" in at(case, seen=current(case).pk, order="2,1", moment=now).text


def test_a_limit_of_the_case_is_shown_at_the_file(case: Case, settings: Any) -> None:
    settings.DNR_CASE_MAX_BYTES = 10
    answer = at(case, file=files(101))
    assert answer.status_code == 422 and "the most the portal keeps" in answer.text
    assert 'id="cv_file_error"' in answer.text


def test_it_shows_its_owner_what_should_be_known_of_a_file(case: Case) -> None:
    at(case, file=files(101))
    DocumentPart.objects.update(notices=[{"code": "scaled", "from": [9000, 6000], "to": [7000, 4666]}])
    client = Client()
    client.force_login(case.person.user)
    page = client.get(reverse("hub:petition:tasks", args=[case.pk]), headers=ENGLISH).text
    assert "9000" in page and "7000" in page and "file-notices" in page


def test_a_request_with_too_much_beside_the_file_says_what_to_do(case: Case, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    answer = at(case, file=files(101), how="replace" * 9)
    assert answer.status_code == 413 and "make the file smaller" in answer.text


def test_several_files_at_once_may_be_larger_than_other_requests(case: Case, settings: Any) -> None:
    settings.REQUEST_MAX_BYTES = 100
    assert at(case, file=files(101, 102)).status_code == 200


def test_more_files_than_a_document_may_have_are_shown_in_the_form(case: Case) -> None:
    answer = at(case, file=files(*range(101, 122)))
    assert answer.status_code == 422 and 'id="cv_file_error"' in answer.text
    assert not Document.objects.filter(case=case).exists()


def test_a_file_that_finds_no_cage_may_come_again(case: Case, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DNR_FILES_CAGED = True
    monkeypatch.setattr(caging, "_queue", caging.BoundedSemaphore(1))
    with caging._cage():
        answer = at(case, file=files(101), headers=ENGLISH)
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert "Many files are being received just now" in answer.text
    assert not Document.objects.filter(case=case).exists()
