"""Stored files in an object store: an S3 server of its own on loopback. What it holds reads as from a disk; where it is
away, has lost its bucket or sends less than it announces, the reader gets a sentence and nothing is noted of a file."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from moto.server import ThreadedMotoServer

from cases.evidence.backup.making import make_backup
from cases.evidence.storage import halves, verifying
from cases.files import storing
from cases.files.storing import ChangedError, StorageAwayError
from cases.health import outside
from cases.models import Case, Document, FileFault, ReadLog
from cases.programmes.nomad import filing
from dnr.objectstore import BACKEND, in_bucket
from tests import bad_files, people

DATA = bad_files.picture(size=(321, 123))
PLACES = ("documents", "originals", "exports", "uploads")
CLOSED = "s3://key:secret@127.0.0.1:1/dnr?tls=no"
"""Nobody listens there."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Its address, as STORAGE_URL has it before the bucket."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        running.start()
        host, port = running.get_host_and_port()
        yield f"s3://key:secret@{host}:{port}"
        running.stop()


@pytest.fixture
def bucket(server: str, settings: Any, request: pytest.FixtureRequest) -> str:
    """An empty bucket, which the storages of this test lie in."""
    name = f"dnr-{abs(hash(request.node.name))}"
    lies_in(settings, f"{server}/{name}/portal?tls=no")
    client().create_bucket(Bucket=name)
    return name


def lies_in(settings: Any, url: str) -> None:
    settings.STORAGES = settings.STORAGES | in_bucket(url, PLACES)


def client() -> Any:
    documents: Any = storages["documents"]
    return documents.connection.meta.client


def keys(bucket: str) -> list[str]:
    return [row["Key"] for row in client().list_objects_v2(Bucket=bucket).get("Contents", ())]


def send(case: Case) -> Document:
    return filing.attach(case.pk, case.person.user, people.after(case), "cv", BytesIO(DATA), "cv.jpg")


def read(document: Document, name: str = "cases:original", *more: int) -> Any:
    reader = Client(raise_request_exception=False)
    reader.force_login(document.case.person.user)
    return reader.get(reverse(name, args=[document.case_id, document.pk, *more]), HTTP_ACCEPT_LANGUAGE="en")


# ------------------------------------------------------------------------------------------------ the address


@pytest.mark.parametrize(
    ("url", "meant"),
    [
        (
            "s3://k%2Fy:s%40c@store.gov.kz:9000/dnr/a/b?tls=no",
            ("http://store.gov.kz:9000", "dnr", "a/b/documents", "path", "k/y", "s@c"),
        ),
        ("s3://k:s@store.gov.kz/dnr", ("https://store.gov.kz", "dnr", "documents", "path", "k", "s")),
        ("s3:///dnr?region=eu-central-1", (None, "dnr", "documents", "virtual", None, None)),
        (
            "s3://s.kz/dnr?addressing=virtual",
            ("https://s.kz", "dnr", "documents", "virtual", None, None),
        ),
    ],
)
def test_the_address_says_server_bucket_folder_and_keys(url: str, meant: tuple[Any, ...]) -> None:
    entry = in_bucket(url, ["documents"])["documents"]
    names = ("endpoint_url", "bucket_name", "location", "addressing_style", "access_key", "secret_key")
    assert entry["BACKEND"] == BACKEND and tuple(entry["OPTIONS"][name] for name in names) == meant


@pytest.mark.parametrize(
    "url",
    [
        "https://k:hidden@h/dnr",
        "s3://k:hidden@h",
        "s3://k:hidden@h/",
        "s3://k:hidden@h:port/dnr",
        "s3://k:hidden@h/dnr?regoin=x",
        "s3://k:hidden@h/dnr?tls=perhaps",
        "s3://k:hidden@h/dnr?addressing=dns",
        "s3://k:hidden@h/dnr?x",
        "s3://:hidden@h/dnr",
        "s3://k@h/dnr",
        "s3",
    ],
)
def test_an_address_with_a_fault_stops_the_start_and_shows_no_key(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="s3://key:secret@host") as caught:
        in_bucket(url, ["documents"])
    assert "hidden" not in str(caught.value)


# ------------------------------------------------------------------------------------------------ as on a disk


@pytest.mark.django_db
@pytest.mark.usefixtures("uncaged")
def test_what_is_attached_lies_in_the_bucket_is_read_verified_and_backed_up(bucket: str, tmp_path: Any) -> None:
    document = send(people.case_in("petition_draft", prepared=False))
    original = document.parts.get().original
    assert original is not None
    assert f"portal/documents/{document.blob.name}" in keys(bucket)
    assert f"portal/originals/{original.name}" in keys(bucket)
    assert b"".join(read(document, "cases:original", 1).streaming_content) == DATA
    verified = verifying.verify(people.START)
    assert (verified.faults, verified.strangers) == ([], [])
    client().put_object(Bucket=bucket, Key="portal/originals/by hand", Body=b"?")
    assert verifying.verify(people.START).strangers == ["originals/by hand"]
    made = make_backup(tmp_path / "shelf", people.START)
    assert made.manifest.faults == [] and made.manifest.files == verified.read


@pytest.mark.django_db
@pytest.mark.usefixtures("uncaged")
def test_a_content_is_there_once_and_what_lies_under_its_name_is_written_again(bucket: str) -> None:
    document = send(people.case_in("petition_draft", prepared=False))
    before = keys(bucket)
    client().put_object(Bucket=bucket, Key=f"portal/documents/{document.blob.name}", Body=b"cut by a hand")
    assert read(document, "cases:document").status_code == 503
    assert FileFault.objects.get().what == "changed"
    send(people.case_in("petition_draft", prepared=False))
    assert keys(bucket) == before
    assert b"".join(read(document, "cases:document").streaming_content)


@pytest.mark.django_db
@pytest.mark.usefixtures("uncaged")
def test_a_file_that_is_gone_is_missed(bucket: str) -> None:
    document = send(people.case_in("petition_draft", prepared=False))
    storing.remove_stored(document.blob.name)
    storing.remove_stored(document.blob.name)  # gone already: no error
    assert read(document, "cases:document").status_code == 503
    assert FileFault.objects.get().what == "missing"


@pytest.mark.django_db
def test_a_file_comes_in_pieces_and_the_pieces_go(bucket: str) -> None:
    user = people.case_in("petition_draft", prepared=False).person.user
    row = halves.begin(user, "cv.jpg", len(DATA), people.START)
    row = halves.go_on(halves.go_on(row, 0, DATA[:100]), 100, DATA[100:])
    assert len(keys(bucket)) == 2 and halves.whole(row).read() == DATA
    halves.forget([row])
    assert keys(bucket) == []


def test_health_writes_to_it_and_leaves_nothing(bucket: str) -> None:
    assert set(outside.storage(people.START)) == set(outside.PLACES)
    assert keys(bucket) == []
    assert not {"documents", "originals"} & set(outside.space(people.START))


# ------------------------------------------------------------------------------------------------ away, and lying


@pytest.fixture
def lost(bucket: str, settings: Any, request: pytest.FixtureRequest) -> Document:
    """A document whose store is away (a closed port), or has lost its bucket."""
    document = send(people.case_in("petition_draft", prepared=False))
    if request.param == "closed":
        lies_in(settings, CLOSED)
    else:
        for key in keys(bucket):
            client().delete_object(Bucket=bucket, Key=key)
        client().delete_bucket(Bucket=bucket)
    return document


@pytest.mark.django_db
@pytest.mark.usefixtures("uncaged")
@pytest.mark.parametrize("lost", ["closed", "no bucket"], indirect=True)
def test_while_it_is_away_readers_are_asked_to_wait_and_no_file_is_missing(lost: Document, tmp_path: Any) -> None:
    answer = read(lost, "cases:original", 1)
    assert answer.status_code == 503 and "cannot be reached just now" in answer.text and answer["Retry-After"]
    assert not ReadLog.objects.filter(what="original").exists(), "nothing was read"
    with pytest.raises(CommandError, match="does not answer"):
        call_command("verify_files", stdout=StringIO())
    assert not FileFault.objects.exists()
    with pytest.raises(CommandError, match="No backup was made"):
        call_command("backup", str(tmp_path / "shelf"))
    with pytest.raises(StorageAwayError):
        outside.storage(people.START)


@pytest.mark.django_db
@pytest.mark.usefixtures("uncaged")
def test_while_it_is_away_a_form_keeps_and_says_that_nothing_was_stored(settings: Any) -> None:
    case = people.case_in("petition_draft", prepared=False)
    filing.give_consent(case.pk, case.person.user, people.START, "I agree.")
    lies_in(settings, CLOSED)
    sender = Client()
    sender.force_login(case.person.user)
    sent = {"file": SimpleUploadedFile("cv.jpg", DATA, "image/jpeg")}
    with people.at(people.after(case)):
        url = reverse("hub:petition:document", args=[case.pk, "cv"])
        page = sender.post(url, sent, HTTP_ACCEPT_LANGUAGE="en")
    assert page.status_code == 422 and "could not save the file just now" in page.text
    assert not case.documents.exists()


class _Liar(BaseHTTPRequestHandler):
    """Announces a length, and sends what its server has."""

    def do_HEAD(self) -> None:
        self._answer(b"")

    def do_GET(self) -> None:
        self._answer(self.server.sent)  # type: ignore[attr-defined]

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(DATA)))
        self.send_header("ETag", '"of its own"')
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def liar(settings: Any) -> Iterator[Any]:
    running = ThreadingHTTPServer(("127.0.0.1", 0), _Liar)
    running.daemon_threads = True
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    lies_in(settings, f"s3://key:secret@127.0.0.1:{running.server_port}/dnr?tls=no")
    yield running
    running.shutdown()
    thread.join()
    running.server_close()


def test_less_than_it_announced_reaches_nobody(liar: Any) -> None:
    name = storing.path_of("ab" * 32, "jpg")
    liar.sent = DATA[:-50]
    with pytest.raises(StorageAwayError):
        storing.open_verified(name, "ab" * 32)


def test_other_bytes_of_the_same_length_reach_nobody(liar: Any) -> None:
    name = storing.path_of("ab" * 32, "jpg")
    liar.sent = DATA
    with pytest.raises(ChangedError):
        storing.open_verified(name, "ab" * 32)
