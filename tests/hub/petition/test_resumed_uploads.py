"""A file sent in pieces, by the door a browser's script uses: it goes on where the connection was lost, belongs to its
sender alone, and is taken in by the form as any other."""

from __future__ import annotations

import base64
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.test import Client
from django.urls import reverse

from cases.evidence.storage import halves
from cases.models import Case, Document, HalfUpload, User
from cases.programmes.nomad import filing
from dnr import schedule
from tests import bad_files, people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("uncaged")]

DATA = bad_files.picture(size=(401, 99))
TUS = {"Tus-Resumable": "1.0.0", "Accept-Language": "en"}
PIECE = "application/offset+octet-stream"
UPLOADS = "/cases/uploads/"


@pytest.fixture(autouse=True)
def _own_storage(tmp_path: Path, settings: Any) -> None:
    backend = "django.core.files.storage.FileSystemStorage"
    settings.STORAGES = settings.STORAGES | {halves.UPLOADS: {"BACKEND": backend, "OPTIONS": {"location": tmp_path}}}


@pytest.fixture
def case() -> Case:
    a_case = people.case_in("petition_draft", prepared=False)
    filing.give_consent(a_case.pk, a_case.person.user, people.START, "I agree.")
    return a_case


class Sender:
    """A browser that sends in pieces, `moment` by the portal's clock."""

    def __init__(self, user: User) -> None:
        self.client, self.moment = Client(), people.START + timedelta(days=1)
        self.client.force_login(user)

    def begin(self, length: int | str = len(DATA), name: str = "мой паспорт.jpg", **headers: str) -> Any:
        metadata = f"filename {base64.b64encode(name.encode()).decode()}"
        return self.ask("post", UPLOADS, {"Upload-Length": str(length), "Upload-Metadata": metadata} | headers)

    def ask(self, method: str, url: str, headers: dict[str, str] | None = None, data: bytes = b"") -> Any:
        sent = TUS | (headers or {})
        with people.at(self.moment):
            return self.client.generic(method.upper(), url, data, sent.get("Content-Type", PIECE), headers=sent)

    def piece(self, url: str, offset: int | str, data: bytes, **more: str) -> Any:
        return self.ask("patch", url, {"Upload-Offset": str(offset)} | more, data)

    def far(self, url: str) -> Any:
        return self.ask("head", url)

    def save(self, case: Case, *urls: str, **more: Any) -> Any:
        """The form, which names what has come."""
        form = reverse("hub:petition:document", args=[case.pk, "cv"])
        sent = {"resumed": [url.split("/")[-2] for url in urls]} | more
        with people.at(self.moment):
            return self.client.post(form, sent, headers={"Accept-Language": "en", "HX-Request": "true"})


@pytest.fixture
def sender(case: Case) -> Sender:
    return Sender(case.person.user)


def stored(case: Case) -> Document:
    return Document.objects.get(case=case, kind="cv", current=True)


def kept() -> list[str]:
    """Names of pieces in the storage."""
    folders, _files = storages[halves.UPLOADS].listdir("")
    return [name for folder in folders for name in storages[halves.UPLOADS].listdir(folder)[1]]


def test_what_is_understood_is_answered(sender: Sender) -> None:
    answer = sender.ask("options", UPLOADS)
    assert answer.status_code == 204 and answer["Tus-Version"] == "1.0.0"
    assert answer["Tus-Extension"] == "creation,expiration,termination" and int(answer["Tus-Max-Size"]) == 10 * 1024**2


def test_a_file_that_was_cut_after_a_piece_goes_on_from_there(sender: Sender, case: Case) -> None:
    begun = sender.begin()
    url = begun["Location"]
    assert begun.status_code == 201 and begun["Upload-Offset"] == "0" and begun["Upload-Expires"].endswith("GMT")
    assert sender.piece(url, 0, DATA[:1000]).status_code == 204
    # The connection is lost; a new one asks how far it came.
    again = Sender(case.person.user)
    standing = again.far(url)
    assert (standing["Upload-Offset"], standing["Upload-Length"]) == ("1000", str(len(DATA)))
    assert standing["Cache-Control"] == "no-store"
    assert again.piece(url, 1000, DATA[1000:])["Upload-Offset"] == str(len(DATA))
    answer = again.save(case, url)
    assert answer.status_code == 200 and stored(case).parts.get().sent_as == "мой паспорт.jpg"
    original = stored(case).parts.get().original
    assert original is not None
    with storages["originals"].open(original.name) as opened:
        assert opened.read() == DATA
    assert not HalfUpload.objects.exists() and kept() == []


def test_several_files_make_a_document_in_their_order(sender: Sender, case: Case) -> None:
    urls = []
    for width in (101, 102):
        data = bad_files.picture(size=(width, 99))
        urls.append(sender.begin(len(data), f"{width}.jpg")["Location"])
        sender.piece(urls[-1], 0, data)
    assert sender.save(case, *urls).status_code == 200
    assert [part.name for part in stored(case).parts.order_by("position")] == ["101.jpg", "102.jpg"]


def test_a_piece_in_the_wrong_place_is_refused_and_nothing_of_it_kept(sender: Sender) -> None:
    url = sender.begin()["Location"]
    sender.piece(url, 0, DATA[:100])
    for offset in (0, 99, 101):
        assert sender.piece(url, offset, DATA[offset:200]).status_code == 409
    assert sender.far(url)["Upload-Offset"] == "100" and len(kept()) == 1


def test_of_two_pieces_that_come_at_once_the_first_counts(sender: Sender) -> None:
    url = sender.begin()["Location"]
    row = HalfUpload.objects.get()
    assert sender.piece(url, 0, DATA[:10]).status_code == 204
    with pytest.raises(halves.HalfUploadError) as refused:
        halves.go_on(row, 0, DATA[:20])  # as it was read before the other came
    assert refused.value.status == 409 and len(kept()) == 1


def test_more_than_announced_or_than_may_is_refused(sender: Sender) -> None:
    url = sender.begin(100)["Location"]
    assert sender.piece(url, 0, DATA[:101]).status_code == 413
    assert sender.far(url)["Upload-Offset"] == "0" and kept() == []
    assert sender.begin(10 * 1024**2 + 1).status_code == 413
    for nonsense in ("", "-1", "1e3", "٣", "9" * 20):
        assert sender.begin(nonsense).status_code == 400
    assert sender.begin(0).status_code == 413


def test_what_another_has_begun_is_not_there(sender: Sender, case: Case) -> None:
    url = sender.begin()["Location"]
    sender.piece(url, 0, DATA)
    stranger = people.case_in("petition_draft", prepared=False)
    filing.give_consent(stranger.pk, stranger.person.user, people.START, "I agree.")
    for user in (stranger.person.user, people.officer()):
        other = Sender(user)
        assert other.far(url).status_code == other.piece(url, len(DATA), b"").status_code == 404
        assert other.ask("delete", url).status_code == 404
    answer = Sender(stranger.person.user).save(stranger, url)
    assert answer.status_code == 422 and "has not arrived" in answer.content.decode()
    assert not Document.objects.filter(case=stranger).exists()
    assert sender.save(case, url).status_code == 200, "its sender has lost nothing"


def test_what_was_begun_too_long_ago_is_gone_and_dropped(sender: Sender, case: Case) -> None:
    url = sender.begin()["Location"]
    sender.piece(url, 0, DATA)
    sender.moment += timedelta(hours=25)
    assert sender.far(url).status_code == 410
    answer = sender.save(case, url)
    assert answer.status_code == 422 and "begun too long ago" in answer.content.decode()
    schedule.prune_before(sender.moment)
    assert not HalfUpload.objects.exists() and kept() == []
    assert sender.far(url).status_code == 404


def test_who_was_signed_out_in_the_middle_goes_on_after_signing_in(sender: Sender, case: Case) -> None:
    url = sender.begin()["Location"]
    sender.piece(url, 0, DATA[:500])
    sender.client.logout()
    for answer in (sender.piece(url, 500, DATA[500:]), sender.far(url), sender.begin(**{"HX-Request": "true"})):
        assert answer.status_code == 302 and "sign-in" in answer["Location"]
    sender.client.force_login(case.person.user)
    assert sender.far(url)["Upload-Offset"] == "500"
    sender.piece(url, 500, DATA[500:])
    assert sender.save(case, url).status_code == 200 and stored(case)


def test_a_form_that_names_half_a_file_is_given_back(sender: Sender, case: Case) -> None:
    url = sender.begin()["Location"]
    sender.piece(url, 0, DATA[:500])
    for answer in (sender.save(case, url), sender.save(case, "/x/nonsense/"), sender.save(case)):
        assert answer.status_code == 422 and not Document.objects.filter(case=case).exists()
    assert sender.far(url)["Upload-Offset"] == "500", "it can still be finished"


def test_what_is_bad_is_refused_as_in_the_plain_way_and_stays_for_another_try(sender: Sender, case: Case) -> None:
    data = bad_files.executable()
    url = sender.begin(len(data), "cv.pdf")["Location"]
    sender.piece(url, 0, data)
    answer = sender.save(case, url)
    assert answer.status_code == 422 and "is a program" in answer.content.decode()
    assert HalfUpload.objects.exists()


def test_a_person_keeps_so_many_halves_and_no_more(sender: Sender, settings: Any) -> None:
    settings.DNR_HALF_UPLOADS = 2
    urls = [sender.begin(10)["Location"] for _ in range(2)]
    full = sender.begin(10)
    assert full.status_code == 429 and "half sent" in full.content.decode()
    assert sender.ask("delete", urls[0]).status_code == 204 and sender.far(urls[0]).status_code == 404
    assert sender.begin(10).status_code == 201
    settings.DNR_HALF_UPLOADS, settings.DNR_HALF_UPLOADS_MAX_BYTES = 9, 25
    assert sender.begin(10).status_code == 429, "together they are too large"
    sender.moment += timedelta(hours=25)
    assert sender.begin(10).status_code == 201, "what is over counts no more"


def test_the_pieces_of_all_files_of_a_form_are_as_many_as_a_form_brings(
    sender: Sender, case: Case, settings: Any
) -> None:
    url = sender.begin()["Location"]
    sender.piece(url, 0, DATA)
    settings.REQUEST_MAX_BYTES_OF = {"/": settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 10}
    assert sender.save(case, url).status_code == 422


@pytest.mark.parametrize(
    ("headers", "status"),
    [({"Tus-Resumable": "0.2.2"}, 412), ({"Upload-Offset": "one"}, 400), ({"Upload-Offset": ""}, 400)],
)
def test_what_is_not_of_the_protocol_is_refused(sender: Sender, headers: dict[str, str], status: int) -> None:
    url = sender.begin()["Location"]
    assert sender.piece(url, 0, DATA[:5], **headers).status_code == status


def test_a_piece_is_no_form(sender: Sender) -> None:
    url = sender.begin()["Location"]
    assert sender.piece(url, 0, b"a=1", **{"Content-Type": "application/x-www-form-urlencoded"}).status_code == 415
    assert sender.ask("post", url).status_code == sender.ask("put", UPLOADS).status_code == 405


@pytest.mark.parametrize("packed", ["????", "", "AA==", "/w=="], ids=["no base64", "none", "a zero byte", "no UTF-8"])
def test_a_name_that_cannot_be_read_is_ours(sender: Sender, case: Case, packed: str) -> None:
    begun = sender.begin(**{"Upload-Metadata": f"filename {packed},is_confidential"})
    sender.piece(begun["Location"], 0, DATA)
    assert sender.save(case, begun["Location"]).status_code == 200 and stored(case).name == "document.jpg"
