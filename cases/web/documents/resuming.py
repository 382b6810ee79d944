"""Files sent in pieces, which go on where a lost connection has stopped them. A form names what came so instead of a
file. It is tus 1.0.0, the core protocol with creation, expiration, termination
(https://tus.io/protocols/resumable-upload).
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.http import http_date

from cases.evidence.storage import halves
from cases.evidence.storage.halves import HalfUploadError
from cases.files.names import NAMELESS
from cases.models import HalfUpload
from cases.web.request import callers
from cases.web.request.access import CASE_ROLES, AuthenticatedRequest, open_to
from cases.web.request.moment import moment

VERSION = "1.0.0"
PIECE = "application/offset+octet-stream"
FIELD = "resumed"
"""Of a form: the ids of files that have come in pieces, in their order."""
Call = Callable[..., HttpResponse]


def _spoken(call: Call) -> Call:
    """With the headers of the protocol; a refusal is a sentence."""

    @wraps(call)
    def answered(request: AuthenticatedRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            response = call(request, *args, **kwargs)
        except HalfUploadError as error:
            response = HttpResponse(str(error), status=error.status, content_type="text/plain; charset=utf-8")
        for name, value in (("Tus-Resumable", VERSION), ("Tus-Version", VERSION), ("Cache-Control", "no-store")):
            response[name] = value
        return response

    return answered


@open_to(*CASE_ROLES)
@_spoken
def begin(request: AuthenticatedRequest) -> HttpResponse:
    """OPTIONS: what is understood. POST: a file is announced, and has an address from now on."""
    if request.method == "OPTIONS":
        able = {"Tus-Extension": "creation,expiration,termination", "Tus-Max-Size": str(settings.DNR_UPLOAD_MAX_BYTES)}
        return HttpResponse(status=204, headers=able)
    if request.method != "POST":
        return HttpResponseNotAllowed(["OPTIONS", "POST"])
    now, length = moment(request), _number(request, "Upload-Length")
    if fault := _fault(request, length):
        return HttpResponse(status=fault)
    if callers.count(f"half.{request.user.pk}", now) > 10 * settings.DNR_UPLOADS_A_MINUTE:
        raise HalfUploadError(429)
    row = halves.begin(request.user, _name(request), length or 0, now)
    return _about(row, 201, {"Location": reverse("cases:half_upload", args=[row.pk])})


@open_to(*CASE_ROLES)
@_spoken
def half_upload(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    """HEAD: how far it has come. PATCH: the next piece. DELETE: it is not wanted any more."""
    row = halves.find_half(request.user, pk, moment(request))
    if request.method in ("GET", "HEAD"):
        return _about(row, 200, {"Upload-Length": str(row.length)})
    if request.method == "PATCH":
        return _go_on(request, row)
    if request.method != "DELETE":
        return HttpResponseNotAllowed(["HEAD", "PATCH", "DELETE"])
    halves.forget([row])
    return HttpResponse(status=204)


def _go_on(request: AuthenticatedRequest, row: HalfUpload) -> HttpResponse:
    offset = _number(request, "Upload-Offset")
    if fault := _fault(request, offset):
        return HttpResponse(status=fault)
    if request.content_type != PIECE:
        return HttpResponse(status=415)
    if offset is None or offset != row.offset:  # before the piece is read
        raise HalfUploadError(409)
    return _about(halves.go_on(row, offset, request.read(row.length - offset + 1)), 204)


def _fault(request: HttpRequest, number: int | None) -> int:
    """412 for another version, 400 for a header without its number; 0 for none."""
    if request.headers.get("Tus-Resumable") != VERSION:
        return 412
    return 400 if number is None else 0


def _about(row: HalfUpload, status: int, more: dict[str, str] | None = None) -> HttpResponse:
    facts = {"Upload-Offset": str(row.offset), "Upload-Expires": http_date(row.expires_at.timestamp())}
    return HttpResponse(status=status, headers=facts | (more or {}))


def _number(request: HttpRequest, header: str) -> int | None:
    text = request.headers.get(header, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def _name(request: HttpRequest) -> str:
    """Of `Upload-Metadata: filename <base64>,…`; one of ours where none can be read."""
    pairs = (pair.split() for pair in request.headers.get("Upload-Metadata", "").split(","))
    packed = next((pair[1] for pair in pairs if len(pair) == 2 and pair[0] == "filename"), "")
    try:
        name = base64.b64decode(packed, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return NAMELESS
    return "".join(filter(str.isprintable, name)) or NAMELESS  # PostgreSQL takes no zero byte


# ------------------------------------------------------------------------------------------------ in a form


def sent_files(request: AuthenticatedRequest) -> MultiValueDict[str, UploadedFile]:
    """The files of a form, behind them those that came in pieces. Raises HalfUploadError for one that is not whole."""
    files = request.FILES.copy()
    for row in _named(request):
        data = halves.whole(row)
        files.appendlist("file", InMemoryUploadedFile(data, "file", row.name, None, row.length, None))
    return files


def _named(request: AuthenticatedRequest) -> list[HalfUpload]:
    now = moment(request)
    try:
        ids = [UUID(text) for text in dict.fromkeys(request.POST.getlist(FIELD))]
    except ValueError as error:
        raise HalfUploadError(404) from error
    rows = [halves.find_half(request.user, pk, now) for pk in ids[: settings.DNR_HALF_UPLOADS]]
    if sum(row.length for row in rows) > halves.most_together():  # the plain way takes no more either
        raise HalfUploadError(413)
    return rows


def forget_sent(request: AuthenticatedRequest) -> None:
    """What the form has named is stored."""
    if FIELD in request.POST:
        halves.forget(_named(request))
