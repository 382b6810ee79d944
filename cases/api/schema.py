"""The OpenAPI document: what the views declare, and what all calls have in common."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema

from cases.api.outward import described
from cases.gateways import signing
from cases.gateways.contract import INBOUND, Operation
from cases.models.apiclient import WEBHOOK_EVENTS

INBOX = "/api/v1/inbox/{system}/{operation}"

ABOUT = f"""\
For machines of bodies that take part in the order: answers and callbacks come in, states of cases are read. What the
portal itself asks of outside systems is the other document, /api/v1/gateways/schema/.

A client gets a key and a secret from the administrator of the portal; the secret is told once. Every call bears the
key as `{signing.KEY}` and is signed: `{signing.SIGNATURE}` = lower-case hex HMAC-SHA256(signing key, five lines),
the signing key being the lower-case hex SHA-256 of the secret, the lines joined by \\n:

    METHOD
    path with query, as it goes over the wire
    {signing.TIMESTAMP} (Unix seconds, at most five minutes off)
    {signing.NONCE} (16 to 64 characters of A-Z a-z 0-9 _ -, never used before)
    hex SHA-256 of the body

A call repeated gets a new timestamp and nonce and the same Idempotency-Key.

Errors are problem details (RFC 9457); programs look at `code`. Texts are English. Moments are ISO 8601 with offset.
Bodies are JSON objects in UTF-8 of at most 1 MiB. Over the rate: 429 with Retry-After.
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
    "409": "The same was told otherwise before.",
    "415": "application/json is meant.",
}
OF_INPUT = {"422": "Understood, but wrong: `errors` names each place."}


class Signature(OpenApiAuthenticationExtension):
    target_class = "cases.api.authentication.SignedRequest"
    name = "signature"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {"type": "apiKey", "in": "header", "name": signing.SIGNATURE, "description": "See the introduction."}


def finish(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """The hook of drf-spectacular: problems, one path for each kind of message, webhooks."""
    result["info"]["description"] = ABOUT
    schemas = result["components"]["schemas"]
    schemas["Problem"] = _problem()
    for path, item in result["paths"].items():
        for method, operation in item.items():
            _refusals(operation, method == "post", method == "post" or path.endswith("/cases/"))
    template = result["paths"].pop(INBOX)
    for operation in INBOUND.values():
        result["paths"][f"/api/v1/inbox/{operation.system}/{operation.name}"] = _told(template, operation)
    result["webhooks"] = {event: _event(event) for event in WEBHOOK_EVENTS}
    return result


class ScopedSchema(AutoSchema):
    """Tells with each call the right that it needs."""

    def get_extensions(self) -> dict[str, Any]:
        return {"x-scope": self.view.scope}


def _problem() -> dict[str, Any]:
    fault = {"pointer": {"type": "string"}, "detail": {"type": "string"}}
    members: dict[str, Any] = {name: {"type": "string"} for name in ("type", "title", "code", "detail")}
    members |= {"status": {"type": "integer"}}
    members["errors"] = {
        "type": "array",
        "description": "JSON pointers (RFC 6901) into the body, or ?name of a parameter.",
        "items": {"type": "object", "properties": fault, "required": ["pointer", "detail"]},
    }
    return {"type": "object", "properties": members, "required": ["type", "title", "status", "code"]}


def _refusals(operation: dict[str, Any], post: bool, takes_input: bool) -> None:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    told = REFUSALS | (OF_POST if post else {}) | (OF_INPUT if takes_input else {})
    for status, why in told.items():
        operation["responses"][status] = {"description": why, "content": content}
    for status, response in operation["responses"].items():
        response["description"] = response.get("description") or ("Taken." if status == "202" else "Found.")


def _told(template: dict[str, Any], kind: Operation) -> dict[str, Any]:
    """The path of one message: `template` with its two parameters filled in."""
    post = dict(template["post"])
    named = [p for p in post["parameters"] if p["in"] != "path"]
    body = {"content": {"application/json": {"schema": described(kind.request)}}, "required": True}
    said = {
        "operationId": f"inbox_{kind.system}_{kind.name}", "summary": f"{kind.system}: {kind.name}",
        "description": f"п. {kind.paragraph} of the order. {post['description']}",
    }  # fmt: skip
    return {"post": post | said | {"parameters": named, "requestBody": body, "tags": ["inbox"]}}


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
            "summary": str(event), "operationId": event.replace(".", "_"), "security": [{"signature": []}],
            "description": "Signed with the client's newest key, as the client's own calls are. Any 2xx takes it; "
            "anything else is tried again for two days, with growing waits. `X-Request-ID` is that of what caused it.",
            "requestBody": {"content": {"application/json": {"schema": body}}, "required": True},
            "responses": {"2XX": {"description": "Taken."}},
        }
    }  # fmt: skip
