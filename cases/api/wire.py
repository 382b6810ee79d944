"""What all requests of the portal to a system have in common, for `cases.api.outward`: headers, answers, signatures."""

from __future__ import annotations

from typing import Any

from cases.gateways import signing
from cases.gateways.transports.http import LIMIT, LONGEST_WAIT

SERVER = "https://systems.example"
KEY_SHAPE = {"type": "string", "pattern": "^[!-~]{1,100}$"}
HEX = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
SECONDS = {"type": "integer", "minimum": 0, "maximum": 9_999_999_999}

_SECRET, _PATH = "a secret of nobody", "/dnr/reconcile"
_STAMP, _NONCE = "1780300800", "0123456789abcdef0123456789abcdef"
_REQUEST, _ANSWER = b'{"codes":[]}', b'{"items":[]}'

ABOUT = f"""\
For systems that the portal asks: one POST an operation, JSON over HTTPS. What a system sends by itself, and the answer
that comes later, it sends to the portal; that is the other document, /api/v1/schema/.

Each system gives the administrator of the portal its base url, and the two agree on a key and a secret. The base url
is the system's own to its last segment. Here it is taken to end in the system's name, as in {SERVER}/ibd;
the portal adds the operation. Redirects are not followed, the certificate is verified, and the whole answer has to be
there within the time agreed upon, 10 seconds if nothing else was agreed.

Every request is signed: `{signing.SIGNATURE}` = lower-case hex HMAC-SHA256(secret, five lines), joined by \\n:

    POST
    the path, as it goes over the wire
    {signing.TIMESTAMP}
    {signing.NONCE}
    hex SHA-256 of the body

The system refuses (401) what is signed otherwise, is more than five minutes off, or bears a nonce that came before.

Answers 200, 202 and 409 are signed with the same secret, so that an answer belongs to one request:

    ANSWER 200 (or what its status is)
    the path of the request
    {signing.TIMESTAMP} of the answer
    {signing.NONCE} of the request
    hex SHA-256 of the body of the answer

One that is not signed so, or is more than five minutes off, is not believed: it is asked again and never applied. The
other statuses end nothing and need no signature. To try one's own code:

    secret     {_SECRET}
    path       {_PATH}
    timestamp  {_STAMP}
    nonce      {_NONCE}
    body       {_REQUEST.decode()}
    signature  {signing.sign(_SECRET, "POST", _PATH, _STAMP, _NONCE, _REQUEST)}

    answer     200, in the same second
    body       {_ANSWER.decode()}
    signature  {signing.sign(_SECRET, "ANSWER 200", _PATH, _STAMP, _NONCE, _ANSWER)}

What has brought no answer comes again, with the same Idempotency-Key and body, and a new timestamp and nonce. A system
does it once and repeats its first answer. Of one case's requests to one system the earlier comes first.

Bodies are JSON objects in UTF-8, those of the portal with sorted members and without spaces; an answer has at most
{LIMIT // 1024**2} MiB, the members given here and no others. Days and moments are ISO 8601, moments with offset; money
is text with two decimals. A member that may be left out and is empty says the same as one left out.

`x-paragraph` is the paragraph of the order; `x-personal` names the members of a request that are personal data and
leave the portal by it; `x-answered-by` is where an answer that comes later is sent.
"""

REFUSED = "Understood, and no: `detail` says why, its first 300 characters are shown to people. It is not asked again."
ACCEPTED = """\
Taken; the answer comes later, to the portal, with the Idempotency-Key of the request in `in_reply_to`. The portal asks
again under the same key after Retry-After, or after some hours; the answer given then is as good."""
NOT_NOW = "Not now: asked again with growing waits, under the same key; given up after some days."
MALFORMED = """\
Anything else, a body that is not as described here, a signature that does not hold: asked again as well, and then laid
before the administrator."""


def ref(part: str, name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/{part}/{name}"}


def problem() -> dict[str, Any]:
    words = {
        "type": "URI of the kind of problem; the portal does not look at it.",
        "title": "The kind of problem in words.",
        "detail": "Why not, for the officer who reads it.",
        "instance": "URI of this very problem; kept with the answer.",
    }
    members: dict[str, Any] = {name: {"type": "string", "description": text} for name, text in words.items()}
    members["status"] = {"type": "integer", "description": "The status of the answer again; that of HTTP counts."}
    return {
        "description": "RFC 9457; more members may stand in it.",
        "type": "object",
        "properties": members,
        "required": ["detail"],
    }


def parameters() -> dict[str, Any]:
    nonce = {"type": "string", "pattern": "^[0-9a-f]{32}$"}
    key_schema = {"type": "string", "minLength": 1, "maxLength": 64}
    rows: tuple[tuple[str, dict[str, Any], str], ...] = (
        ("Idempotency-Key", KEY_SHAPE, "The same for every attempt of one request; never used for another one."),
        (signing.KEY, {"type": "string"}, "The key agreed upon with the administrator of the portal."),
        (signing.TIMESTAMP, SECONDS, "Unix seconds of this attempt."),
        (signing.NONCE, nonce, "New with each attempt. To be remembered for ten minutes."),
        (signing.SIGNATURE, HEX, "See the introduction."),
        ("X-Request-ID", key_schema, "Of the request of a person or machine that caused it, for the logs of both."),
    )
    return {
        name: {"name": name, "in": "header", "required": name != "X-Request-ID", "schema": shape, "description": why}
        for name, shape, why in rows
    }


def headers() -> dict[str, Any]:
    wait = {"type": "integer", "minimum": 1, "maximum": LONGEST_WAIT}
    return {
        signing.KEY: {"required": True, "schema": {"type": "string"}, "description": "The key of the request."},
        signing.TIMESTAMP: {"required": True, "schema": SECONDS, "description": "Unix seconds of the answer."},
        signing.SIGNATURE: {"required": True, "schema": HEX, "description": "See the introduction."},
        "Retry-After": {"schema": wait, "description": "Seconds; a date is not understood, more than a day not taken."},
    }


def signed() -> dict[str, Any]:
    return {name: ref("headers", name) for name in (signing.KEY, signing.TIMESTAMP, signing.SIGNATURE)}


def responses() -> dict[str, Any]:
    problem = {"application/problem+json": {"schema": ref("schemas", "Problem")}}
    retry = {"Retry-After": ref("headers", "Retry-After")}
    return {
        "Accepted": {"description": ACCEPTED, "headers": signed() | retry},
        "Refused": {"description": REFUSED, "headers": signed(), "content": problem},
        "NotNow": {"description": NOT_NOW},
        "Malformed": {"description": MALFORMED},
    }
