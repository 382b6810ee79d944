"""The document, the page that shows it, and schemathesis over both: what it says is what is answered."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import requests
from django.core.cache import cache
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode, Response, checks, openapi
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

import cases.api
from cases.api import document, problems, schema
from cases.gateways import signing
from cases.gateways.contract import INBOUND
from cases.models import Exchange
from cases.models.apiclient import SCOPES, WEBHOOK_EVENTS
from cases.programmes.nomad.states import State
from tests import people
from tests.cases.api.machines import Machine, machine
from tests.conftest import Cases


def test_the_document_is_openapi_3_1_of_every_call() -> None:
    schema = document.openapi()
    openapi.from_dict(schema).validate()
    assert schema["openapi"].startswith("3.1")
    assert set(schema["paths"]) >= {f"/api/v1/inbox/{op.system}/{op.name}" for op in INBOUND.values()}
    assert set(schema["webhooks"]) == set(WEBHOOK_EVENTS)
    assert {c.scope for c in document.reading(document.INWARD).calls} <= set(SCOPES)
    assert all(op["security"] for item in schema["paths"].values() for op in item.values())


def test_every_reference_leads_somewhere() -> None:
    schema = document.openapi()
    text = json.dumps(schema)
    named = {part.partition('"')[0] for part in text.split('"#/components/schemas/')[1:]}
    assert named <= set(schema["components"]["schemas"])
    for name, shape in schema["components"]["schemas"].items():
        jsonschema.Draft202012Validator.check_schema(shape)
        assert name


def test_the_document_is_drawn_without_a_warning(capsys: pytest.CaptureFixture[str]) -> None:
    document.openapi.cache_clear()
    document.openapi()
    assert capsys.readouterr().err == ""


@pytest.mark.django_db
def test_the_document_and_its_page_are_open_to_all(client: Client) -> None:
    response = client.get("/api/v1/schema/")
    assert (response.status_code, response.json()["openapi"][:3]) == (200, "3.1")
    page = client.get("/api/v1/docs/")
    assert page.status_code == 200
    for path in document.openapi()["paths"]:
        assert path in page.text
    assert "<script>" not in page.text and "style=" not in page.text and "https://cdn" not in page.text


def test_refusals_and_answers_have_their_words() -> None:
    published = document.openapi()
    assert all(response["description"] for response in published["components"]["responses"].values())
    for item in published["paths"].values():
        for operation in item.values():
            own = [response for response in operation["responses"].values() if "$ref" not in response]
            assert [bool(response["description"]) for response in own] == [True]
            assert set(schema.REFUSALS) <= set(operation["responses"])


def test_every_member_has_its_words() -> None:
    shapes = document.openapi()["components"]["schemas"]
    members = {f"{n}.{m}": facts for n, shape in shapes.items() for m, facts in shape.get("properties", {}).items()}
    silent = [name for name, facts in members.items() if not facts.get("description") and "$ref" not in facts]
    assert len(members) > 40 and silent == []


def test_what_all_calls_share_is_described_once(client: Client) -> None:
    page = unescape(client.get("/api/v1/docs/").text)
    assert page.count(schema.REFUSALS["401"]) == page.count(f"<code>{signing.NONCE}</code>") == 1


def test_every_code_of_a_refusal_is_published_with_its_words(client: Client) -> None:
    sources = [file.read_text() for file in Path(cases.api.__file__).parent.glob("*.py")]
    raised = {code for text in sources for code in re.findall(r'(?:Problem\(\d+, |_refused\()"(\w+)"', text)}
    shape = document.openapi()["components"]["schemas"]["ProblemCode"]
    assert len(raised) > 15 and raised | {"unknown_payment"} <= set(shape["enum"])
    page = client.get("/api/v1/docs/").text
    for code in problems.KINDS:
        where = problems.problem_body(400, code)["type"].partition("#")[2]
        assert f'id="{where}"' in page and problems.KINDS[code] in unescape(page)


def test_its_signature_comes_out_as_it_tells() -> None:
    """Made by somebody who has read no more than the document."""
    about = document.openapi()["info"]["description"]
    lines = about.split("To try one's own code:")[1].split("A call repeated")[0].strip().splitlines()
    given = dict(line.strip().split(None, 1) for line in lines if not line.strip().startswith("signing key"))
    method, path = given["call"].split()
    key = hashlib.sha256(given["secret"].encode()).hexdigest()
    body = hashlib.sha256(given["body"].encode()).hexdigest()
    text = "\n".join((method, path, given["timestamp"], given["nonce"], body))
    assert f"signing key  {key}" in about
    assert hmac.new(key.encode(), text.encode(), "sha256").hexdigest() == given["signature"]
    assert hashlib.sha256().hexdigest().startswith("e3b0c442") and "e3b0c442" in about


def test_a_webhook_tells_the_headers_by_which_it_is_checked() -> None:
    for item in document.openapi()["webhooks"].values():
        parameters = item["post"]["parameters"]
        named = {parameter.get("name") or parameter["$ref"].rpartition("/")[2] for parameter in parameters}
        assert named >= {signing.KEY, signing.TIMESTAMP, signing.NONCE, signing.SIGNATURE, "Idempotency-Key"}


# ------------------------------------------------------------------------------------------------ schemathesis


ALL_OPERATIONS: list[Any] = list(openapi.from_dict(document.openapi()).get_all_operations())
OPERATIONS = {operation.ok().label: operation.ok() for operation in ALL_OPERATIONS}
CHECKS = [checks.not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


def sent(caller: Machine, case: Any) -> Response:
    """What the portal answers to a case of schemathesis, rightly signed, without a network."""
    asked = requests.Request(**case.as_transport_kwargs(base_url="http://testserver")).prepare()
    body = asked.body or b""
    body = body.encode() if isinstance(body, str) else body
    given = {k: v for k, v in asked.headers.items() if k not in ("Content-Length", "User-Agent")}
    kind = given.pop("Content-Type", "")
    signed_headers = given | caller.signed(str(asked.method), str(asked.path_url), body)
    answer = caller.call(str(asked.method), str(asked.path_url), body, headers=signed_headers, content_type=kind)
    headers = {name: [value] for name, value in answer.headers.items()}
    return Response(answer.status_code, headers, answer.content, asked, elapsed=0.0, verify=True)


def made_real(case: Any, real: dict[str, Any]) -> None:
    """A random number is no case's: half of the examples ask for what is there."""
    for name in case.path_parameters or {}:
        case.path_parameters[name] = real[name]
    if isinstance(case.body, dict):
        for name in ("case", "code"):
            if name in case.body:
                case.body[name] = real["number"]


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["right", "wrong"])
@pytest.mark.parametrize("label", OPERATIONS)
def test_what_the_document_says_is_what_is_answered(label: str, mode: Any, every_case: Cases) -> None:
    operation, about = OPERATIONS[label], every_case[State.GRANTED]
    system = operation.path.split("/")[4] if "/inbox/" in operation.path else "knb"
    caller = machine(system, now=people.after(about), rate=10**6)
    row = Exchange.objects.create(
        system=system, operation="x", direction="in", key=label, request={}, request_sha256="", created_at=caller.now
    )
    real = {"number": about.number, "code": about.letters.all()[0].code, "id": str(row.pk)}
    seen = set()

    @settings(
        max_examples=14,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode), there=st.booleans())
    def answered(case: Any, there: bool) -> None:
        if there and mode is GenerationMode.POSITIVE:
            made_real(case, real)
        response = sent(caller, case)
        seen.add(response.status_code)
        case.validate_response(response, checks=CHECKS)

    cache.clear()
    answered()
    assert mode is GenerationMode.NEGATIVE or seen & {200, 202, 404}, seen
