"""A body is taken whole or refused in words, and a form with too many files says so itself."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest

from cases.files import caging
from dnr.pace import BusyError, SlowError
from dnr.wsgi import application
from tests.test_wsgi import TOKEN, multipart

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("connection_kept")]

PARTS = "multipart/form-data; boundary=x"
FORM = multipart(csrfmiddlewaretoken=TOKEN, language="kk", next="/order/")


class Failing:
    def __init__(self, error: Exception) -> None:
        self.error = error

    def read(self, _size: int = -1) -> bytes:
        raise self.error


def send(body: Any, path: str = "/language/", kind: str = PARTS, language: str = "en", **more: Any) -> Any:
    """(status, headers, text) of the answer to a POST over WSGI itself."""
    statuses: list[Any] = []
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": path,
        "HTTP_HOST": "localhost",
        "CONTENT_TYPE": kind,
        "CONTENT_LENGTH": str(len(FORM)),
        "wsgi.input": BytesIO(body) if isinstance(body, bytes) else body,
        "HTTP_COOKIE": f"csrftoken={TOKEN}",
        "HTTP_ACCEPT_LANGUAGE": language,
    } | more
    setup_testing_defaults(environ)
    response: Any = application(environ, lambda status, headers, *_: statuses.extend((status, dict(headers))))
    text = b"".join(response).decode()
    response.close()
    return int(statuses[0][:3]), statuses[1], text


def test_a_whole_form_is_taken() -> None:
    assert send(FORM)[0] == 302
    assert send(FORM + b"\r\n", CONTENT_LENGTH=str(len(FORM) + 2))[0] == 302


@pytest.mark.parametrize("end", [0, 1, 40, len(FORM) // 2, len(FORM) - 6, len(FORM) - 1])
def test_a_form_that_was_cut_off_is_refused_in_words(end: int) -> None:
    status, headers, text = send(FORM[:end])
    assert status == 400 and "Set-Cookie" not in headers
    assert "The connection broke before everything had arrived." in text


@pytest.mark.parametrize(
    "body",
    [
        FORM[:-4],  # "--x" and no more
        FORM.replace(b"--x--", b"--x"),
        FORM.replace(b"--x--", b"--y--"),
        FORM.replace(b"\r\n--x--", b"--x--"),
        FORM + b"a" * 5000,
        b"x",
    ],
)
def test_a_form_without_its_end_is_refused_in_words(body: bytes) -> None:
    status, _headers, text = send(body, CONTENT_LENGTH=str(len(body)))
    assert status == 400 and "It arrived damaged" in text


@pytest.mark.parametrize("kind", ["multipart/form-data", "multipart/form-data; boundary=\xff", f"{PARTS}{'y' * 300}"])
def test_a_form_whose_parts_cannot_be_distinguished_is_refused_in_words(kind: str) -> None:
    status, _headers, text = send(FORM, kind=kind)
    assert status == 400 and "It arrived damaged" in text


@pytest.mark.parametrize("path", ["/language/", "/no/such/page/"])
def test_a_part_whose_head_has_no_end_is_refused_in_words(path: str) -> None:
    body = FORM.replace(b'name="next"', b'name="' + b"n" * 2000 + b'"')
    status, _headers, text = send(body, path, CONTENT_LENGTH=str(len(body)))
    assert status == 400 and "It arrived damaged" in text


def test_a_form_that_came_in_pieces_of_unknown_length_is_refused() -> None:
    more = {"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}
    assert send(FORM, **more)[0] == 411


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (SlowError(), 408, "The connection is too slow"),
        (BusyError(), 503, "Many files are being received just now"),
        (ConnectionResetError(), 400, "The connection broke"),
    ],
)
def test_what_the_server_gave_up_has_its_own_words(error: OSError, status: int, words: str) -> None:
    answered, headers, text = send(Failing(error))
    assert (answered, headers.get("Retry-After")) == (status, "10" if status == 503 else None)
    assert words in text and "Nothing was recorded." in text


@pytest.mark.parametrize(("language", "words"), [("ru", "Соединение слишком медленное"), ("kk", "Байланыс тым баяу")])
def test_the_words_are_in_the_readers_language(language: str, words: str) -> None:
    assert words in send(Failing(SlowError()), language=language)[2]


@pytest.mark.parametrize(("error", "status"), [(SlowError(), 408), (BusyError(), 503), (ConnectionResetError(), 400)])
def test_a_machine_gets_a_problem(error: OSError, status: int) -> None:
    answered, headers, text = send(Failing(error), "/api/v1/cases/", "application/json")
    assert (answered, headers["Content-Type"]) == (status, "application/problem+json")
    assert f'"status": {status}' in text and '"detail"' in text


def test_nobody_but_the_server_says_that_a_body_is_missing() -> None:
    assert send(FORM, **{"HTTP_DNR_NOT_RECEIVED": "x", "dnr.not_received": "x"})[0] == 302


@pytest.mark.parametrize(
    ("limit", "words"),
    [("DATA_UPLOAD_MAX_NUMBER_FIELDS", "too many fields"), ("DATA_UPLOAD_MAX_NUMBER_FILES", "too many files")],
)
def test_what_is_beyond_all_counts_is_named(limit: str, words: str, settings: Any) -> None:
    setattr(settings, limit, 2)
    names = "; filename=a.pdf" if "FILES" in limit else ""
    part = f'--x\r\nContent-Disposition: form-data; name="file"{names}\r\n\r\na\r\n'
    body = (part * 4 + "--x--\r\n").encode()
    status, _headers, text = send(body, CONTENT_LENGTH=str(len(body)))
    assert status == 400 and f"There were {words} in one form." in text


# ------------------------------------------------------------------------------------------------ cages


def test_a_file_that_finds_no_cage_is_refused_at_once_where_too_many_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caging, "_queue", caging.BoundedSemaphore(1))
    with caging._cage(), pytest.raises(caging.CagesBusyError):
        caging.clean("pdf", b"%PDF", photo=False, caged=True)


def test_a_file_waits_for_a_cage_only_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caging, "_cages", caging.BoundedSemaphore(1))
    monkeypatch.setattr(caging, "QUEUE_SECONDS", 0.01)
    with caging._cage(), pytest.raises(caging.CagesBusyError):
        caging.clean("pdf", b"%PDF", photo=False, caged=True)
