"""One Idempotency-Key, one answer: a repeated POST gets the stored response, and does nothing."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime

from django.http import HttpRequest
from rest_framework.response import Response

from cases.api.access import Caller
from cases.api.problems import Problem
from cases.models import IdempotentAnswer

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
_KEY = re.compile(r"[!-~]{1,100}")


def key_of(request: HttpRequest) -> str:
    """Visible ASCII, 100 characters at most. Raises Problem 400."""
    key = request.headers.get(HEADER, "")
    if not key:
        raise Problem(400, "idempotency_key_missing", f"Send {HEADER}: the same one for every attempt.")
    if not _KEY.fullmatch(key):
        raise Problem(400, "idempotency_key_malformed", f"{HEADER}: 1 to 100 visible ASCII characters.")
    return key


def request_digest(request: HttpRequest) -> str:
    return hashlib.sha256(request.path.encode() + b"\n" + request.body).hexdigest()


def stored_response(caller: Caller, key: str, sha256: str) -> Response | None:
    """The response returned before, byte for byte. Raises Problem 422 when the key was used for something else."""
    answer = IdempotentAnswer.objects.filter(client=caller.client, key=key).first()
    if answer is None:
        return None
    if answer.sha256 != sha256:
        raise Problem(422, "idempotency_key_reused")
    return Response(answer.body, answer.status, headers={REPLAYED: "true"})


def store_response(caller: Caller, key: str, sha256: str, response: Response, now: datetime) -> None:
    """Refusals are not stored: what was wrong may be corrected under the same key."""
    row = IdempotentAnswer(
        client=caller.client, key=key, sha256=sha256, status=response.status_code, body=response.data, at=now
    )
    IdempotentAnswer.objects.bulk_create([row], ignore_conflicts=True)
