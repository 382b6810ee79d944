"""Who is calling: key, signature, address and nonce, in an order that reveals nothing to a stranger.

What is wrong with a key (revoked, expired, another address) is disclosed only to a client that has proved to have its
secret; until then every failure looks the same, and takes the same work.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import HttpRequest
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from cases.api.access import CHALLENGE, Caller
from cases.api.problems import Problem
from cases.gateways import signing
from cases.models import ApiKey, ApiNonce
from cases.web.request.callers import address, within
from cases.web.request.moment import moment

NOBODY = hashlib.sha256(b"nobody's").hexdigest()
"""What the signature of an unknown key is compared with: it never fits, and costs the same."""


class SignedRequest(BaseAuthentication):
    """Raises Problem 401 or 403. The user stays anonymous: a machine is no row of the users' table."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, Caller]:
        bare: HttpRequest = request._request
        now = moment(bare)
        body = bare.body
        key = _key(bare.headers.get(signing.KEY, ""))
        nonce = _signed(bare, key, body, now)
        if key is None:
            raise _refused("unauthenticated")
        caller = Caller(key.client, key, hashlib.sha256(body).hexdigest())
        bare.api_caller = caller  # type: ignore[attr-defined]
        _usable(key, address(bare), now)
        if not spend(key, nonce, now):
            raise _refused("replayed")
        return AnonymousUser(), caller

    def authenticate_header(self, request: Request) -> str:
        return CHALLENGE


def _key(key_id: str) -> ApiKey | None:
    if not (key_id.isascii() and key_id.isalnum() and len(key_id) <= 32):
        return None
    return ApiKey.objects.select_related("client").filter(key_id=key_id).first()


def _signed(request: HttpRequest, key: ApiKey | None, body: bytes, now: datetime) -> str:
    """The nonce of a call with a valid signature."""
    secret = key.digest if key else NOBODY
    try:
        return signing.check(secret, request.method or "", _target(request), body, request.headers, now)
    except signing.BadSignature as error:
        if error.reason == "skew":
            raise _refused("clock_skew", f"The time differs from ours, which is {int(now.timestamp())}.") from None
        raise _refused("unauthenticated") from None


def _target(request: HttpRequest) -> str:
    """Path and query as they came over the wire, from gunicorn: Django decodes them and writes some signs
    otherwise when it encodes them again."""
    raw = str(request.META.get("RAW_URI", ""))
    return raw if raw.startswith("/") else request.get_full_path()


def _usable(key: ApiKey, sent_from: str | None, now: datetime) -> None:
    if key.revoked_at is not None:
        raise _refused("key_revoked")
    if not key.is_valid(now):
        raise _refused("key_expired")
    if not key.client.active:
        raise Problem(403, "client_inactive")
    if not within(sent_from, key.client.allowed_ips):
        raise Problem(403, "address_not_allowed", f"{sent_from or 'This address'} is not on the client's list.")


def spend(key: ApiKey, nonce: str, now: datetime) -> bool:
    """Whether this nonce came for the first time. One statement, so of two at once only one is first."""
    mark = hashlib.sha256(f"{key.key_id}\n{nonce}".encode()).hexdigest()
    sql = f"INSERT INTO {ApiNonce._meta.db_table} (mark, used_at) VALUES (%s, %s) ON CONFLICT DO NOTHING"
    with connection.cursor() as cursor:
        cursor.execute(sql, [mark, connection.ops.adapt_datetimefield_value(now)])
        return cursor.rowcount == 1


def _refused(code: str, detail: str = "") -> Problem:
    return Problem(401, code, detail, WWW_Authenticate=CHALLENGE)
