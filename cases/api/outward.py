"""The other OpenAPI document: what the portal sends to a system behind the transport `http`, drawn from the contracts.

The wire itself is described in `cases.gateways.contract` and spoken by `cases.gateways.transports.http`.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from cases.api import wire
from cases.gateways import signing
from cases.gateways.contract import INBOUND, OPERATIONS, Message, Operation
from cases.gateways.transports.http import LATER
from cases.models.exchange import OFFICIAL

TITLE = "DNR: what the portal asks of outside systems"


def openapi() -> dict[str, Any]:
    """OpenAPI 3.1, with every operation of `OPERATIONS`."""
    systems = dict.fromkeys(system for system, _name in OPERATIONS)
    return {
        "openapi": "3.1.1",
        "info": {"title": TITLE, "version": "1.0.0", "description": wire.ABOUT},
        "servers": [{"url": wire.SERVER, "description": "A system's base url without its last segment."}],
        "security": [{"signature": []}],
        "tags": [{"name": system, "description": f"{OFFICIAL[system]}. {_about(system)}"} for system in systems],
        "paths": {f"/{op.system}/{op.name}": {"post": _request_body(op)} for op in OPERATIONS.values()},
        "components": {
            "schemas": _schemas() | {"Problem": wire.problem()},
            "parameters": wire.parameters(),
            "headers": wire.headers(),
            "responses": wire.responses(),
            "securitySchemes": {
                "signature": {
                    "type": "apiKey",
                    "in": "header",
                    "name": signing.SIGNATURE,
                    "description": "See the introduction.",
                }
            },
        },
    }


def _about(system: str) -> str:
    """What the contract says of itself, the first sentence of its file."""
    return str(import_module(f"cases.gateways.{system}.base").__doc__).partition("\n")[0]


def _request_body(op: Operation) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "operationId": f"{op.system}_{op.name}",
        "tags": [op.system],
        "summary": f"{OFFICIAL[op.system]}: {op.name}",
        "description": _description(op),
        "parameters": [wire.ref("parameters", name) for name in wire.parameters()],
        "requestBody": {"required": True, "content": _json(op.request)},
        "responses": _answers(op),
        "x-paragraph": op.paragraph,
        "x-personal": list(op.personal),
    }
    return facts | ({"x-answered-by": _inbox(op)} if op.answered_by else {})


def _inbox(op: Operation) -> str:
    inbound = INBOUND[op.system, op.answered_by]
    return f"/api/v1/inbox/{inbound.system}/{inbound.name}"


def _description(op: Operation) -> str:
    later = "The answer usually comes later, by" if op.asynchronous else "What follows is reported by"
    tail = f" {later} POST {_inbox(op)}." if op.answered_by else ""
    return f"п. {op.paragraph} of the order. {_about(op.system)}{tail}"


def _answers(op: Operation) -> dict[str, Any]:
    """By status; 200 only where the contract knows an answer."""
    answers: dict[str, Any] = {}
    if op.answer is not None:
        answers["200"] = {"description": "The answer.", "headers": wire.signed(), "content": _json(op.answer)}
    answers |= {"202": wire.ref("responses", "Accepted"), "409": wire.ref("responses", "Refused")}
    answers |= {str(status): wire.ref("responses", "NotNow") for status in sorted(LATER)}
    return answers | {"5XX": wire.ref("responses", "NotNow"), "default": wire.ref("responses", "Malformed")}


def _json(kind: type[Message]) -> dict[str, Any]:
    return {"application/json": {"schema": wire.ref("schemas", kind.__name__)}}


def _schemas() -> dict[str, Any]:
    """The messages by the names of their classes, which are all different (a test looks)."""
    kinds = dict.fromkeys(kind for op in OPERATIONS.values() for kind in (op.request, op.answer) if kind is not None)
    return {kind.__name__: kind.json_schema() for kind in kinds}
