from __future__ import annotations

import gzip
from typing import Any

import pytest
from django.http import FileResponse, HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory

from dnr.compression import PageCompressionMiddleware

pytestmark = pytest.mark.django_db


def test_a_body_over_the_limit_gets_a_page_in_the_readers_language(client: Client, settings: Any) -> None:
    settings.REQUEST_MAX_BYTES = 1000
    client.cookies["django_language"] = "ru"
    response = client.post("/sign-in/", data=b"x" * 1001, content_type="application/octet-stream")
    assert response.status_code == 413
    assert "10" in response.text and 'lang="ru"' in response.text


def test_a_monstrous_body_is_refused_without_being_read(client: Client, settings: Any) -> None:
    settings.REQUEST_MAX_BYTES = 10
    response = client.post("/sign-in/", data=b"x" * 200, content_type="application/octet-stream")
    assert response.status_code == 413


def test_a_body_within_the_limit_reaches_its_view(client: Client) -> None:
    assert client.post("/sign-in/", {"username": "nobody"}).status_code == 422


def test_an_upload_never_waits_on_disk(settings: Any) -> None:
    assert settings.FILE_UPLOAD_MAX_MEMORY_SIZE >= settings.REQUEST_MAX_BYTES > settings.DNR_UPLOAD_MAX_BYTES
    assert settings.FILE_UPLOAD_HANDLERS == ["django.core.files.uploadhandler.MemoryFileUploadHandler"]


# --------------------------------------------------------------------------------------------------- sent compressed

PAGE = b"<p>" + b"a row of the list " * 2000
LEFT_ALONE: dict[str, Any] = {
    "a stream": StreamingHttpResponse([PAGE], content_type="text/html"),
    "a file": FileResponse(iter([PAGE]), content_type="application/pdf"),
    "a list for a machine": HttpResponse(PAGE, content_type="application/json"),
    "a page that is compressed": HttpResponse(PAGE, headers={"Content-Encoding": "br"}),
    "a page that has not changed": HttpResponseNotModified(),
    "an answer without words": HttpResponse(status=204),
    "a few words": HttpResponse("<p>Да</p>"),
}


def compressed(answer: HttpResponseBase, accepts: str = "gzip, br") -> Any:
    request = RequestFactory().get("/", headers={"accept-encoding": accepts})
    return PageCompressionMiddleware(lambda _request: answer)(request)


def test_a_page_is_sent_compressed_in_another_length_each_time() -> None:
    answers = [compressed(HttpResponse(PAGE)) for _turn in range(20)]
    assert {gzip.decompress(answer.content) for answer in answers} == {PAGE}
    assert {answer["Content-Encoding"] for answer in answers} == {"gzip"}
    assert all(int(answer.headers.get("Content-Length", 0)) == len(answer.content) for answer in answers)
    assert len({len(answer.content) for answer in answers}) > 1, "so that the length tells nothing"
    assert all(answer["Vary"] == "Accept-Encoding" for answer in [*answers, compressed(HttpResponse(PAGE), "br")])
    assert compressed(HttpResponse(PAGE), "br").content == PAGE


@pytest.mark.parametrize("kind", LEFT_ALONE)
def test_what_is_no_page_is_left_as_it_is(kind: str) -> None:
    answer = LEFT_ALONE[kind]
    before = dict(answer.headers)
    sent = compressed(answer)
    assert sent is answer
    assert {name: value for name, value in sent.headers.items() if name != "Vary"} == before
    content = b"".join(sent.streaming_content) if sent.streaming else sent.content
    assert content in (PAGE, b"", "<p>Да</p>".encode())
