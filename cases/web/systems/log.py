"""The log for witnesses, as tlog-tiles of C2SP has it: the newest checkpoint, the keys, and the hashes of the tree.

Nobody learns from a hash what is in a row: each row has a key that was drawn at random. What no checkpoint has signed
yet is not given out.
"""

from __future__ import annotations

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from cases.ledger import keys, sequencing, tree
from cases.models import Checkpoint
from cases.web.request.access import public

_TEXT = "text/plain; charset=utf-8"
_PLACE = re.compile(r"((?:x\d{3}/){0,5}\d{3})(?:\.p/([1-9]\d{0,2}))?", re.ASCII)
_WIDTH = 1 << tree.TILE


@public
@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:
    return _never_kept(HttpResponse(_newest().note, content_type=_TEXT))


@public
@require_safe
def log_keys(request: HttpRequest) -> HttpResponse:
    """Who verifies gets them on another way as well."""
    return _never_kept(HttpResponse("".join(f"{key.vkey}\n" for key in keys.known()), content_type=_TEXT))


@public
@require_safe
def serve_tile(request: HttpRequest, level: int, place: str) -> HttpResponse:
    """256 hashes, or the first so many of a tile that is not whole; it never changes."""
    named = _PLACE.fullmatch(place)
    if named is None or level > 7:
        raise Http404
    number, width = int(named[1].replace("x", "").replace("/", "")), int(named[2] or _WIDTH)
    start, stored = number << tree.TILE, level * tree.TILE
    if width > _WIDTH or start + width > _newest().size >> stored:
        raise Http404
    hashes = sequencing.stored(stored, start, start + width)
    response = HttpResponse(b"".join(hashes), content_type="application/octet-stream")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def _newest() -> Checkpoint:
    row: Checkpoint | None = Checkpoint.objects.order_by("-size", "-id").first()
    if row is None:
        raise Http404
    return row


def _never_kept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
