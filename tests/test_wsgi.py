"""The door of the server: what is read before any view, and may fail there."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest

from dnr.wsgi import application

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("connection_kept")]

TOKEN = "a" * 32
ODD = [
    "charset=unicode_escape",
    "charset=raw_unicode_escape",
    "charset=base64",
    "CHARSET=idna",
    "charset=undefined",
    "charset=utf-16",
    "charset*=utf-8''base64",
    "charset*0=base; charset*1=64",
    "charset=nonsense",
    "a*=nonsense''a",
    'charset=base64; a="',
]


def status_of(method: str, path: str, content_type: str, body: bytes = b"", query: str = "") -> int:
    """Of the answer to one request over WSGI itself; a form has its token."""
    statuses: list[str] = []
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "HTTP_HOST": "localhost",
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
        "HTTP_COOKIE": f"csrftoken={TOKEN}",
    }
    setup_testing_defaults(environ)
    answer: Any = application(environ, lambda status, headers, *_: statuses.append(status))
    answer.close()
    return int(statuses[0][:3])


def multipart(**fields: str) -> bytes:
    parts = [f'--x\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items()]
    return ("".join(parts) + "--x--\r\n").encode()


@pytest.mark.parametrize("odd", ODD)
def test_an_address_is_read_as_utf_8(odd: str) -> None:
    assert status_of("GET", "/order/", f"text/plain; {odd}", query="edition=%5Cud800") == 200


@pytest.mark.parametrize("odd", ODD)
def test_a_form_in_no_encoding_of_this_world_is_none(odd: str) -> None:
    body = multipart(csrfmiddlewaretoken=TOKEN, language="kk", next="/\\ud800")
    assert status_of("POST", "/language/", f"multipart/form-data; boundary=x; {odd}", body) == 400


@pytest.mark.parametrize("known", ["", "; charset=UTF-8", "; charset=utf8", '; charset="utf-8"'])
def test_a_form_in_utf_8_is_read(known: str) -> None:
    body = multipart(csrfmiddlewaretoken=TOKEN, language="kk", next="/order/")
    assert status_of("POST", "/language/", f"multipart/form-data; boundary=x{known}", body) == 302
