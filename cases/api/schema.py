"""The OpenAPI document: what the views declare, and what all calls have in common."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework.request import Request

from cases.api import idempotency, keys, problems, wire
from cases.gateways import signing
from cases.gateways.contract import INBOUND, Operation
from cases.models.apiclient import WEBHOOK_EVENTS

INBOX = "/api/v1/inbox/{system}/{operation}"

_SECRET, _PATH, _BODY = "a secret of nobody", "/api/v1/inbox/knb/answer", b'{"case":"HUB-2026-00017"}'
_STAMP, _NONCE = "1780300800", "0123456789abcdef0123456789abcdef"

ABOUT = f"""\
For machines of bodies that take part in the order: answers and callbacks come in, states of cases are read. What the
portal itself asks of outside systems is the other document, /api/v1/gateways/schema/.

A client gets a key and a secret from the administrator of the portal; the secret is shown once. Every call bears the
key as `{signing.KEY}` and is signed: `{signing.SIGNATURE}` = lower-case hex HMAC-SHA256(signing key, five lines),
the signing key being the lower-case hex SHA-256 of the secret, the lines joined by \\n:

    METHOD
    path with query, as it goes over the wire
    {signing.TIMESTAMP} (Unix seconds, at most five minutes off)
    {signing.NONCE} (16 to 64 characters of A-Z a-z 0-9 _ -, never used before)
    hex SHA-256 of the body (without one, of nothing: e3b0c442 … 7852b855)

To try one's own code:

    secret       {_SECRET}
    signing key  {keys.signing_key(_SECRET)}
    call         POST {_PATH}
    timestamp    {_STAMP}
    nonce        {_NONCE}
    body         {_BODY.decode()}
    signature    {signing.sign(keys.signing_key(_SECRET), "POST", _PATH, _STAMP, _NONCE, _BODY)}

A call repeated gets a new timestamp and nonce and the same Idempotency-Key.

A webhook is signed in the same way, with the signing key of the client's newest key, over the path and query of the
address that was given to the administrator. Who gets one looks up the secret of its `{signing.KEY}`, compares the
signature in constant time, refuses what is more than five minutes off, and does once what bears one Idempotency-Key.
Webhooks may come late, twice or out of order: `state_since` says what is newer.

Errors are problem details (RFC 9457): programs look at `code`, or at `type`, which is about:blank where the status says
all. Texts are English. Moments are ISO 8601 with offset. Bodies are JSON objects in UTF-8 of at most 1 MiB, not
compressed. Over the rate: 429 with Retry-After.
"""

REFUSALS = {
    "400": "Malformed: JSON that breaks off, no Idempotency-Key, a wrong header.",
    "401": "Not signed, wrongly signed, sent too early or too late, repeated; a key revoked or expired.",
    "403": "The client may not do this, or not from this address.",
    "404": "Not there, or not in the client's sight.",
    "405": "Another method is meant.",
    "406": "JSON is all there is.",
    "411": "No Content-Length.",
    "413": "More than 1 MiB.",
    "429": "Too many calls in this minute: see Retry-After.",
    "500": "A fault of the portal: ask again.",
    "503": "Not now: ask again.",
}
OF_POST = {
    "409": "Under this key another message came before.",
    "415": "application/json is meant, not compressed.",
}
OF_INPUT = {"422": "Understood, but wrong: `errors` names each place."}
ALL = dict(sorted((REFUSALS | OF_POST | OF_INPUT).items()))


class SignatureScheme(OpenApiAuthenticationExtension):
    target_class = "cases.api.authentication.SignedRequest"
    name = "signature"

    def get_security_definition(self, auto_schema: object) -> dict[str, Any]:
        return {"type": "apiKey", "in": "header", "name": signing.SIGNATURE, "description": "See the introduction."}


def finish(result: dict[str, Any], generator: object, request: Request | None, public: bool) -> dict[str, Any]:
    """The hook of drf-spectacular: problems, one path for each kind of message, webhooks."""
    result["info"]["description"] = ABOUT
    parts = result["components"]
    parts["schemas"] |= {"Problem": _problem(), problems.LISTED: _codes()}
    parts |= {"parameters": _headers(), "responses": {_name(status): _refusal(why) for status, why in ALL.items()}}
    for path, item in result["paths"].items():
        for method, operation in item.items():
            _refusals(operation, method == "post", method == "post" or path.endswith("/cases/"))
    template = result["paths"].pop(INBOX)
    for operation in INBOUND.values():
        result["paths"][f"/api/v1/inbox/{operation.system}/{operation.name}"] = _inbox_path(template, operation)
    result["webhooks"] = {event: _event(event) for event in WEBHOOK_EVENTS}
    return result


class ScopedSchema(AutoSchema):
    """Adds to each call the scope that it requires."""

    def get_extensions(self) -> dict[str, Any]:
        return {"x-scope": self.view.scope}


def _problem() -> dict[str, Any]:
    words = {
        "type": "URI of the kind: where its code stands in this document; about:blank where the status says all.",
        "title": "The kind of problem in words.",
        "detail": "What was wrong in this call.",
    }
    members: dict[str, Any] = {name: {"type": "string", "description": text} for name, text in words.items()}
    members["status"] = {"type": "integer", "description": "The status of the answer again."}
    members["code"] = wire.ref("schemas", problems.LISTED)
    where = {"type": "string", "description": "JSON pointer (RFC 6901) into the body, or ?name of a parameter."}
    fault = {"pointer": where, "detail": {"type": "string", "description": "What is wrong there."}}
    members["errors"] = {
        "type": "array",
        "description": "Each place that is wrong.",
        "items": {"type": "object", "properties": fault, "required": ["pointer", "detail"]},
    }
    return {"type": "object", "properties": members, "required": ["type", "title", "status", "code"]}


def _codes() -> dict[str, Any]:
    codes = problems.codes()
    text = "\n".join(f"* `{code}` - {words}" for code, words in codes.items())
    return {"type": "string", "enum": list(codes), "description": text}


def _headers() -> dict[str, Any]:
    """Of every call and webhook; as the portal takes them, which is a little more than it sends."""
    known = wire.parameters()
    del known[idempotency.HEADER]
    known[signing.NONCE] |= {"schema": {"type": "string", "pattern": "^[0-9A-Za-z_-]{16,64}$"}}
    known["X-Request-ID"] |= {
        "schema": {"type": "string", "pattern": "^[0-9A-Za-z-]{8,64}$"},
        "description": "For the logs of both; the answer bears it, or a new one where it was none.",
    }
    return known


def _name(status: str) -> str:
    return f"Refused{status}"


def _refusal(why: str) -> dict[str, Any]:
    return {"description": why, "content": {"application/problem+json": {"schema": wire.ref("schemas", "Problem")}}}


def _refusals(operation: dict[str, Any], post: bool, takes_input: bool) -> None:
    refusals = REFUSALS | (OF_POST if post else {}) | (OF_INPUT if takes_input else {})
    for status, response in operation["responses"].items():
        response["description"] = response.get("description") or ("Taken." if status == "202" else "Found.")
    operation["responses"] |= {status: wire.ref("responses", _name(status)) for status in refusals}
    operation["parameters"] = [*operation.get("parameters", ()), *_signed()]


def _signed() -> list[dict[str, Any]]:
    return [wire.ref("parameters", name) for name in _headers()]


def _inbox_path(template: dict[str, Any], kind: Operation) -> dict[str, Any]:
    """The path of one message: `template` with its two parameters filled in."""
    post = dict(template["post"])
    named = [p for p in post["parameters"] if p.get("in") != "path"]
    body = {"content": {"application/json": {"schema": kind.request.json_schema()}}, "required": True}
    facts = {
        "operationId": f"inbox_{kind.system}_{kind.name}",
        "summary": f"{kind.system}: {kind.name}",
        "description": f"п. {kind.paragraph} of the order. {post['description']}",
    }
    return {"post": post | facts | {"parameters": named, "requestBody": body, "tags": ["inbox"]}}


def _event(event: str) -> dict[str, Any]:
    members: dict[str, Any] = {
        "id": {"type": "string", "format": "uuid", "description": "The same at every attempt."},
        "event": {"const": event},
        "at": {"type": "string", "format": "date-time"},
    }
    if event == "case.state_changed":
        members["case"] = {"$ref": "#/components/schemas/Case"}
    else:
        members["letter"] = {
            "type": "object",
            "properties": {name: {"type": "string"} for name in ("code", "number", "kind", "case")},
        }
    body = {"type": "object", "properties": members, "required": list(members)}
    return {
        "post": {
            "summary": str(event),
            "operationId": event.replace(".", "_"),
            "security": [{"signature": []}],
            "parameters": [wire.parameters()[idempotency.HEADER], *_signed()],
            "description": "Signed with the client's newest key, as the client's own calls are. Any 2xx takes it; "
            "anything else is tried again for two days, with growing waits. `X-Request-ID` is that of what caused it.",
            "requestBody": {"content": {"application/json": {"schema": body}}, "required": True},
            "responses": {"2XX": {"description": "Taken."}},
        }
    }
