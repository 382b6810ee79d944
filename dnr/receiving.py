"""The body of a request is taken whole, or refused in words; what is half of it reaches no view.

A form cut off at a boundary, or inside a file, would otherwise be taken as if it were all: Django reads until nothing
comes. In front of Django, since the order in which views and middleware read a body is theirs. What is refused goes on
without its body, with a `BodyRefusal` that `dnr.middleware` and `cases.api.middleware` make an answer of.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any

from django.conf import settings
from django.utils.http import parse_header_parameters

from cases.api.middleware import NOT_RECEIVED, PREFIX
from dnr.middleware import limit_of
from dnr.pace import BusyError, SlowError

CHUNK = 256 * 1024
EPILOGUE = 1024
"""Bytes that may stand behind the last boundary (RFC 2046, 5.1.1): nobody sends any, and some send a line end."""


@dataclass(frozen=True, slots=True)
class BodyRefusal:
    status: int
    code: str
    """Of the words in templates/not_received.html."""
    detail: str
    """For machines, in English."""


CUT = BodyRefusal(400, "cut", "Less than the Content-Length arrived.")
BROKEN = BodyRefusal(400, "broken", "The body does not end as its boundary says, or is not framed as its headers say.")
LENGTH = BodyRefusal(411, "broken", "Send the body with its Content-Length.")
SLOW = BodyRefusal(408, "slow", "The body came too slowly.")
BUSY = BodyRefusal(503, "busy", "Too many slow bodies are being received.")


def receive(environ: dict[str, Any]) -> None:
    """Put the whole body, or a refusal and no body, into `environ`. What is too large is left for who refuses it."""
    environ.pop(NOT_RECEIVED, None)
    length = _length(environ)
    if length > _limit(environ["PATH_INFO"]):
        return
    body: bytes | BodyRefusal = LENGTH if environ.get("HTTP_TRANSFER_ENCODING") else _read(environ, length)
    if isinstance(body, BodyRefusal):
        environ |= {NOT_RECEIVED: body, "CONTENT_LENGTH": "0", "CONTENT_TYPE": ""}
        body = b""
    environ["wsgi.input"] = BytesIO(body)


def _length(environ: dict[str, Any]) -> int:
    """0 where there is none, or none that can be read: Django takes no body then."""
    text = str(environ.get("CONTENT_LENGTH") or "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0


def _limit(path: str) -> int:
    return settings.API_MAX_BYTES if path.startswith(PREFIX) else limit_of(path)


def _read(environ: dict[str, Any], length: int) -> bytes | BodyRefusal:
    try:
        body = _whole(environ["wsgi.input"], length)
    except SlowError:
        return SLOW
    except BusyError:
        return BUSY
    except OSError:  # gone; nobody reads what is answered
        return CUT
    finally:
        rest = getattr(environ.get("gunicorn.socket"), "rest", None)
        if rest:
            rest()
    if len(body) < length:
        return CUT
    return body if _closed(str(environ.get("CONTENT_TYPE", "")), body) else BROKEN


def _whole(stream: IO[bytes], length: int) -> bytes:
    body = bytearray()
    while len(body) < length and (chunk := stream.read(min(CHUNK, length - len(body)))):
        body += chunk
    return bytes(body)


def _closed(content_type: str, body: bytes) -> bool:
    """Whether a form in parts ends with its closing boundary; any other body ends with its length."""
    kind, parameters = parse_header_parameters(content_type)
    if kind != "multipart/form-data":
        return True
    closing = f"--{parameters.get('boundary', '')}--".encode()
    place = body.rfind(closing, max(0, len(body) - len(closing) - EPILOGUE))
    return place == 0 or (place > 0 and body[place - 2 : place] == b"\r\n")
