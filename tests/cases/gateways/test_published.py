"""The document of what the portal sends out: valid, true of what it really writes, and kept by the stand-in."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import requests
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode, Response, checks, openapi
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from cases.api import document, outward
from cases.gateways import registry, signing
from cases.gateways.contract import INBOUND, OPERATIONS, Malformed
from cases.models import Exchange
from cases.net import fetch
from cases.programmes.nomad import answers
from cases.programmes.nomad.filing import paying
from cases.programmes.nomad.states import State
from demo.outside.shared_keys import Pair
from tests import people
from tests.cases.gateways.standin import Standin, rule, running

SCHEMA = outward.openapi()
PARTS = SCHEMA["components"]
KEYS = sorted(OPERATIONS)


def posted(system: str, name: str) -> dict[str, Any]:
    operation: dict[str, Any] = SCHEMA["paths"][f"/{system}/{name}"]["post"]
    return operation


def by_hand(secret: str, what: str, path: str, stamp: str, nonce: str, body: bytes) -> str:
    """The signature, as somebody makes it who has read no more than the document."""
    text = "\n".join([what, path, stamp, nonce, hashlib.sha256(body).hexdigest()])
    return hmac.new(secret.encode(), text.encode(), "sha256").hexdigest()


def shape(ref: dict[str, str]) -> dict[str, Any]:
    schema: dict[str, Any] = PARTS["schemas"][ref["$ref"].rpartition("/")[2]]
    return schema


def members(shape: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for inner in shape.get("properties", {}).values():
        yield inner
        yield from members(inner.get("items", inner))


# ------------------------------------------------------------------------------------------------ the document


def test_the_document_is_openapi_3_1_of_every_operation() -> None:
    openapi.from_dict(SCHEMA).validate()
    assert SCHEMA["openapi"].startswith("3.1")
    assert set(SCHEMA["paths"]) == {f"/{system}/{name}" for system, name in OPERATIONS}


def test_every_reference_leads_somewhere_and_everything_is_referred_to() -> None:
    named = {tuple(ref.split("/")) for ref in re.findall(r'"#/components/([^"]+)"', json.dumps(SCHEMA))}
    there = {(part, name) for part, held in PARTS.items() for name in held if part != "securitySchemes"}
    assert named == there
    for schema in PARTS["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("key", KEYS)
def test_an_operation_tells_what_its_contract_tells(key: tuple[str, str]) -> None:
    operation, described = OPERATIONS[key], posted(*key)
    asked = shape(described["requestBody"]["content"]["application/json"]["schema"])
    assert asked == operation.request.json_schema()
    assert described["x-paragraph"] == operation.paragraph
    assert set(described["x-personal"]) == set(operation.personal) <= set(asked["properties"])
    assert ("200" in described["responses"]) == (operation.answer is not None)
    if operation.answer is not None:
        schema = shape(described["responses"]["200"]["content"]["application/json"]["schema"])
        assert schema == operation.answer.json_schema()
    if operation.answered_by:
        assert described["x-answered-by"] in document.openapi()["paths"]
        assert described["x-answered-by"].endswith(f"/{INBOUND[operation.system, operation.answered_by].name}")


@pytest.mark.parametrize("key", KEYS)
def test_the_answers_that_end_something_bear_a_signature(key: tuple[str, str]) -> None:
    responses = posted(*key)["responses"].items()
    resolved = {status: PARTS["responses"].get(r.get("$ref", "").rpartition("/")[2], r) for status, r in responses}
    assert {int(s) for s, r in resolved.items() if signing.SIGNATURE in r.get("headers", {})} == signing.SIGNED


def test_two_messages_have_two_names() -> None:
    kinds = {kind for op in OPERATIONS.values() for kind in (op.request, op.answer) if kind is not None}
    assert len({kind.__name__ for kind in kinds} | {"Problem"}) == len(kinds) + 1


def test_every_member_has_words_of_its_own() -> None:
    """Whoever joins a system reads only this."""
    all_members = [member for shape in PARTS["schemas"].values() for member in members(shape)]
    inbox = [operation.request.json_schema() for operation in INBOUND.values()]
    all_members += [member for shape in inbox for member in members(shape)]
    assert len(all_members) > 80 and not [member for member in all_members if len(member["description"]) < 12]


def test_what_is_logged_of_a_message_are_words_and_not_its_signature() -> None:
    assert not [schema for schema in PARTS["schemas"].values() if "kw_only" in str(schema) or "str = " in str(schema)]


def test_its_signatures_come_out_as_it_tells() -> None:
    lines = SCHEMA["info"]["description"].split("To try one's own code:")[1].split("What has brought")[0].splitlines()
    names = [words.split(maxsplit=1)[1] for words in lines if words]
    secret, path, stamp, nonce, asked, request, _status, answered, answer = names
    assert by_hand(secret, "POST", path, stamp, nonce, asked.encode()) == request
    assert by_hand(secret, "ANSWER 200", path, stamp, nonce, answered.encode()) == answer


@pytest.mark.django_db
def test_the_document_and_its_page_are_open_to_all(client: Client) -> None:
    served = client.get("/api/v1/gateways/schema/")
    assert (served.status_code, served.json()) == (200, SCHEMA)
    page = client.get("/api/v1/gateways/docs/")
    assert page.status_code == 200
    for path in SCHEMA["paths"]:
        assert f"POST {path}" in page.text
    assert "items[].state" in page.text, "what lies deeper is shown as well"
    assert "/api/v1/docs/" in page.text and "/api/v1/gateways/docs/" in client.get("/api/v1/docs/").text
    assert "<script>" not in page.text and "style=" not in page.text and "https://cdn" not in page.text


# ------------------------------------------------------------------------------------------------ the portal keeps it


@dataclass
class Sent:
    body: bytes
    headers: dict[str, str]


@pytest.mark.slow
@pytest.mark.django_db
def test_what_the_portal_writes_is_as_the_document_says(
    settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    now, sent, post = people.START + 200 * people.DAY, [], fetch.post

    def kept(url: str, body: bytes, kind: str, *, headers: dict[str, str], **limits: Any) -> fetch.Answer:
        sent.append(Sent(body, headers))
        return post(url, body, kind, headers=headers, **limits)

    monkeypatch.setattr(fetch, "post", kept)
    with running("", tmp_path, clock=lambda: now) as standin:
        settings.GATEWAYS = standin.gateways()
        for row in _written():
            registry.gateway(row.system).send(
                OPERATIONS[row.system, row.operation], row.request, key=row.key, now=now, request_id="r-1"
            )
            _fits(sent[-1], posted(row.system, row.operation))


def _written() -> list[Exchange]:
    """Questions of each kind, written by the steps of a case to its end and by the daily reconciliation."""
    people.case_in(State.CARD_ISSUED)
    other = people.case_in(State.PETITION_SIGNED, prepared=False)
    paying.start_payment(other.pk, other.person.user, people.after(other), "prp")
    answers.reconcile(people.after(other, people.DAY))
    rows = list(Exchange.objects.filter(direction=Exchange.OUT))
    assert {(row.system, row.operation) for row in rows} == set(OPERATIONS)
    return rows


def _fits(sent: Sent, payload: dict[str, Any]) -> None:
    check = jsonschema.Draft202012Validator
    check(shape(payload["requestBody"]["content"]["application/json"]["schema"])).validate(json.loads(sent.body))
    for parameter in PARTS["parameters"].values():
        value: Any = sent.headers[parameter["name"]]
        check(parameter["schema"]).validate(int(value) if parameter["schema"]["type"] == "integer" else value)


# ------------------------------------------------------------------------------------------------ the stand-in keeps it


CHECKS = [
    checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]
_ALL_OPERATIONS: list[Any] = list(openapi.from_dict(SCHEMA).get_all_operations())
ASKED = {operation.ok().path: operation.ok() for operation in _ALL_OPERATIONS}
_keys = count(1)


@pytest.fixture(scope="module")
def standin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standin]:
    """One in four is refused."""
    with running(rule("refuse", reason="No.", probability=0.25), tmp_path_factory.mktemp("outside")) as outside:
        yield outside


def asked(standin: Standin, case: Any) -> requests.Response:
    """What it answers to a case of schemathesis, signed as the portal signs."""
    url = standin.server.url
    made = requests.Request(**case.as_transport_kwargs(base_url=url)).prepare()
    body = made.body or b""
    body = body.encode() if isinstance(body, str) else body
    pair = pair_of(standin, made.path_url)
    made.headers.update(signing.headers(pair.key_id, pair.secret, "POST", made.path_url, body, standin.clock()))
    made.headers["Idempotency-Key"] = f"key-{next(_keys)}"
    # A line for each, as the portal has it: on one that is kept, the body of an answer waits 40 ms for an ACK.
    with requests.Session() as line:
        line.trust_env = False
        return line.send(made, timeout=10, allow_redirects=False)


def pair_of(standin: Standin, path: str) -> Pair:
    return standin.outside.pairs.portals[path.split("/")[1]]


def of_the_contract(path: str, body: Any) -> bool:
    system, name = path.strip("/").split("/")
    try:
        OPERATIONS[system, name].request.from_json(json.loads(body or b""))
    except (Malformed, ValueError, RecursionError):
        return False
    return True


@pytest.mark.slow
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["right", "wrong"])
@pytest.mark.parametrize("path", ASKED)
def test_what_the_document_says_is_what_is_answered(path: str, mode: Any, standin: Standin) -> None:
    seen = set()

    @settings(
        max_examples=20,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=ASKED[path].as_strategy(generation_mode=mode))
    def answered(case: Any) -> None:
        got = asked(standin, case)
        seen.add(got.status_code)
        case.validate_response(Response.from_requests(got, verify=True), checks=CHECKS)
        good = of_the_contract(path, got.request.body)
        assert got.status_code in (signing.SIGNED if good else {400, 422}), got.text
        if good:
            answer = got.headers[signing.TIMESTAMP], got.request.headers[signing.NONCE], got.content
            made = by_hand(pair_of(standin, path).secret, f"ANSWER {got.status_code}", path, *answer)
            assert got.headers[signing.SIGNATURE] == made

    answered()
    assert mode is GenerationMode.NEGATIVE or seen & {200, 202}, seen
