"""A stored file is hashed when it is served and when it is verified; storing it again puts it right."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from cases.evidence.storage import verifying
from cases.files.storing import DOCUMENTS, ORIGINALS
from cases.health import running, stored
from cases.health.finding import HealthStatus
from cases.models import Blob, Case, Document, FileFault, Letter, Original, ReadLog
from cases.programmes.nomad import filing
from tests import bad_files, people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("uncaged")]

DATA = bad_files.picture(size=(333, 222))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Iterator[Path]:
    backend = "django.core.files.storage.FileSystemStorage"
    own = {name: {"BACKEND": backend, "OPTIONS": {"location": tmp_path / name}} for name in (DOCUMENTS, ORIGINALS)}
    settings.STORAGES = settings.STORAGES | own
    running.forget()
    yield tmp_path
    running.forget()


@pytest.fixture
def document() -> Document:
    return send(people.case_in("petition_draft", prepared=False))


def send(case: Case) -> Document:
    return filing.attach(case.pk, case.person.user, people.after(case), "cv", BytesIO(DATA), "cv.jpg")


def place(folder: Path, row: Any) -> Path:
    return folder / (DOCUMENTS if isinstance(row, Blob) else ORIGINALS) / row.name


def read(document: Document, user: Any, name: str = "cases:document", *more: int) -> Any:
    client = Client()
    client.force_login(user)
    return client.get(reverse(name, args=[document.case_id, document.pk, *more]), HTTP_ACCEPT_LANGUAGE="en")


def test_it_serves_what_was_stored_and_remembers_its_checksum(document: Document) -> None:
    answer = read(document, document.case.person.user)
    assert b"".join(answer.streaming_content)[:3] == b"\xff\xd8\xff"
    assert ReadLog.objects.get(what="document").ref == document.blob_id


def test_it_gives_out_an_original_as_it_came_and_never_inline(document: Document) -> None:
    answer = read(document, document.case.person.user, "cases:original", 1)
    assert b"".join(answer.streaming_content) == DATA
    assert answer["Content-Type"] == "application/octet-stream" and answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment;") and answer["Content-Disposition"].endswith('.jpg"')
    log = ReadLog.objects.get(what="original")
    assert (log.ref, log.user) == (document.parts.get().original_id, document.case.person.user)


def test_there_is_no_original_beyond_the_last(document: Document) -> None:
    assert read(document, document.case.person.user, "cases:original", 2).status_code == 404


@pytest.mark.parametrize("spoil", [lambda p: p.write_bytes(b"\xff\xd8\xff another"), lambda p: p.unlink()])
@pytest.mark.parametrize("what", ["document", "original"])
def test_a_changed_or_missing_file_is_not_served_and_raises_the_alarm(
    document: Document, folder: Path, what: str, spoil: Any
) -> None:
    row: Any = document.blob if what == "document" else document.parts.get().original
    spoil(place(folder, row))
    name, more = ("cases:document", ()) if what == "document" else ("cases:original", (1,))
    answer = read(document, document.case.person.user, name, *more)
    assert answer.status_code == 503 and row.sha256 in answer.text and "another" not in answer.text
    assert not ReadLog.objects.filter(what=what).exists(), "nothing was read"
    assert FileFault.objects.get().sha256 == row.sha256


@pytest.mark.parametrize(
    ("state", "name", "words"),
    [
        ("petition_draft", "cases:document", "attached again"),
        ("petition_draft", "cases:original", "attached again"),
        ("ministry_review", "cases:document", "You need not do anything."),
        ("petition_draft", "cases:letter", "the letter stays in force"),
    ],
)
def test_it_advises_what_the_reader_can_do(document: Document, folder: Path, state: str, name: str, words: str) -> None:
    """Nobody attaches a letter, and after the filing nobody attaches a document."""
    Case.objects.filter(pk=document.case_id).update(state=state)
    letter = Letter.objects.create(
        case=document.case, kind="petition", number="1", at=people.START, files={"ru": document.blob_id}
    )
    for row in (document.blob, document.parts.get().original):
        place(folder, row).unlink()
    about: dict[str, list[Any]] = {
        "cases:document": [document.pk],
        "cases:original": [document.pk, 1],
        "cases:letter": [letter.pk, "ru"],
    }
    client = Client()
    client.force_login(document.case.person.user)
    page = client.get(reverse(name, args=[document.case_id, *about[name]]), HTTP_ACCEPT_LANGUAGE="en").text
    assert words in page and "from their backup" in page
    assert ("attached again" in page) == (words == "attached again")


def test_health_fails_until_the_file_is_right_again(document: Document, folder: Path) -> None:
    file = place(folder, document.blob)
    whole = file.read_bytes()
    file.write_bytes(b"x" * len(whole))
    read(document, document.case.person.user)
    assert ask().status == HealthStatus.FAIL
    file.write_bytes(whole)
    assert ask().status == HealthStatus.OK and not FileFault.objects.exists()


def ask() -> Any:
    (outcome,) = running._outcome(stored.CHECKS[0], people.START, 5)
    running.forget()
    return outcome


def test_health_finds_by_itself_what_nobody_has_met(document: Document, folder: Path) -> None:
    place(folder, document.blob).unlink()
    Blob.objects.exclude(pk=document.blob_id).delete()
    assert ask().value == 1


def test_storing_the_same_content_again_heals(document: Document, folder: Path) -> None:
    file, original = place(folder, document.blob), place(folder, document.parts.get().original)
    whole = file.read_bytes()
    file.write_bytes(b"x" * len(whole))
    original.write_bytes(b"y" * len(DATA))
    send(document.case)
    assert file.read_bytes() == whole and original.read_bytes() == DATA


def command(*args: Any) -> tuple[str, str, int]:
    out, err = StringIO(), StringIO()
    try:
        call_command("verify_files", *args, stdout=out, stderr=err)
    except CommandError as error:
        return out.getvalue(), err.getvalue(), error.returncode
    return out.getvalue(), err.getvalue(), 0


def test_the_command_is_content_with_what_is_right_and_names_strangers(document: Document, folder: Path) -> None:
    (folder / DOCUMENTS / "left.tmp").write_bytes(b"?")
    out, err, code = command()
    assert (code, err) == (0, "") and "unreferenced documents/left.tmp" in out


def test_the_command_names_what_was_changed_and_what_is_missing(document: Document, folder: Path) -> None:
    place(folder, document.blob).write_bytes(b"another")
    original: Any = document.parts.get().original
    place(folder, original).unlink()
    _out, err, code = command()
    assert code == 1
    assert err.splitlines() == [f"changed documents/{document.blob.name}", f"missing originals/{original.name}"]


def test_the_command_speaks_json(document: Document, folder: Path) -> None:
    place(folder, document.blob).unlink()
    out, _err, code = command("--json")
    output = json.loads(out)
    assert code == 1 and output["faults"][0]["fault"] == "missing" and output["unreferenced"] == []


def test_a_sample_reads_so_many_of_each_storage(document: Document) -> None:
    send(people.case_in("petition_draft", prepared=False))
    assert verifying.verify(people.START, 1).read == 2
    assert verifying.verify(people.START, 100).read == Blob.objects.count() + Original.objects.count()


def test_a_part_that_was_changed_is_not_joined_into_a_new_file(document: Document, folder: Path) -> None:
    place(folder, document.blob).write_bytes(b"another")
    client = Client()
    client.force_login(document.case.person.user)
    filing.give_consent(document.case_id, document.case.person.user, people.START, "x")
    url = reverse("hub:petition:document", args=[document.case_id, "cv"])
    sent = {"file": BytesIO(bad_files.picture()), "how": "add"}
    answer = client.post(url, sent, headers={"HX-Request": "true", "Accept-Language": "en"})
    assert answer.status_code == 422 and "Attach all files of this document again" in answer.text
    assert document.case.documents.count() == 1
