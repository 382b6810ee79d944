"""What a machine tells: taken once, refused with its places, never a fault of ours."""

from __future__ import annotations

from datetime import datetime

import pytest

from cases.models import Case, Exchange, IdempotentAnswer
from cases.programmes.nomad.states import State
from tests import people
from tests.cases.api.machines import ANSWER, Machine, answer_of, machine, refused
from tests.conftest import Cases

pytestmark = [pytest.mark.django_db]


def test_an_answer_is_taken_once_however_often_it_comes(knb: Machine, case: Case) -> None:
    first = knb.post(ANSWER, answer_of(case), key="k-1")
    assert first.status_code == 202 and first["Location"].endswith(f"/api/v1/exchanges/{first.json()['id']}")
    for _time in range(3):
        again = knb.post(ANSWER, answer_of(case), key="k-1")
        assert (again.status_code, again.json(), again["Idempotent-Replayed"]) == (202, first.json(), "true")
        assert again["Location"] == first["Location"]
    assert Exchange.objects.filter(system="knb", direction="in").count() == 1


def test_the_same_key_with_another_body_is_refused(knb: Machine, case: Case) -> None:
    knb.post(ANSWER, answer_of(case), key="k-1")
    refused(knb.post(ANSWER, answer_of(case, clear=False), key="k-1"), 422, "idempotency_key_reused")


def test_two_clients_of_a_system_share_its_keys(knb: Machine, case: Case, now: datetime) -> None:
    """A retry may come from the system's other host; something else under the key is a conflict."""
    first = knb.post(ANSWER, answer_of(case), key="k-1").json()
    other = machine("knb", now=now)
    assert other.post(ANSWER, answer_of(case), key="k-1").json()["id"] == first["id"]
    third = machine("knb", now=now)
    refused(third.post(ANSWER, answer_of(case, clear=False), key="k-1"), 409, "conflict")


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("", "idempotency_key_missing"),
        ("x" * 101, "idempotency_key_malformed"),
        ("a b", "idempotency_key_malformed"),
        ("\u00e9", "idempotency_key_malformed"),
    ],
)
def test_telling_needs_a_key(key: str, code: str, knb: Machine, case: Case) -> None:
    refused(knb.post(ANSWER, answer_of(case), key=key), 400, code)


def test_a_refusal_is_not_kept_so_that_it_can_be_put_right(knb: Machine, case: Case) -> None:
    refused(knb.post(ANSWER, answer_of(case, clear="yes"), key="k-1"), 422, "invalid")
    assert not IdempotentAnswer.objects.exists()
    assert knb.post(ANSWER, answer_of(case), key="k-1").status_code == 202


def test_an_answer_to_a_final_case_is_taken_and_kept(every_case: Cases) -> None:
    case = every_case[State.CARD_ISSUED]
    caller = machine("knb", now=people.after(case))
    response = caller.post(ANSWER, answer_of(case), key="late")
    assert response.status_code == 202
    assert Exchange.objects.get(key="late").case_id == case.pk
    assert Case.objects.get(pk=case.pk).version == case.version


def test_an_answer_about_an_unknown_case_is_refused(knb: Machine, case: Case) -> None:
    refused(knb.post(ANSWER, answer_of(case, case="DNR-2026-99999"), key="k"), 404, "unknown_case")
    psh = machine("psh", now=knb.now)
    payload = {"code": "nothing", "paid": True, "amount": "1.00"}
    refused(psh.post("/api/v1/inbox/psh/payment", payload, key="k"), 404, "unknown_payment")


def test_a_client_speaks_for_its_own_system(knb: Machine, case: Case) -> None:
    refused(knb.post("/api/v1/inbox/courier/status", {}, key="k"), 403, "wrong_system")
    refused(knb.post("/api/v1/inbox/knb/approve", {}, key="k"), 404, "unknown_operation")
    refused(knb.post("/api/v1/inbox/nobody/answer", {}, key="k"), 404, "unknown_operation")


BROKEN = {
    "truncated": (b'{"case": "DNR-1", "clea', 400, "malformed_json"),
    "empty": (b"", 422, "invalid"),
    "no JSON": (b"case=1", 400, "malformed_json"),
    "no UTF-8": (b'{"case": "\xff"}', 400, "malformed_json"),
    "UTF-16": ('{"case": "1"}'.encode("utf-16"), 400, "malformed_json"),
    "a list": (b"[]", 422, "invalid"),
    "a number": (b"1", 422, "invalid"),
    "null": (b"null", 422, "invalid"),
    "a name twice": (b'{"case": "1", "case": "2"}', 400, "malformed_json"),
    "no number": (b'{"case": NaN}', 400, "malformed_json"),
    "beyond all bounds": (b'{"case": 1e999}', 400, "malformed_json"),
    "a number of ten thousand digits": (b'{"case": ' + b"9" * 10_000 + b"}", 400, "malformed_json"),
    "NUL": (b'{"case": "\\u0000"}', 400, "malformed_json"),
    "half a pair": (b'{"case": "\\ud800"}', 400, "malformed_json"),
    "nested a hundred thousand times": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, 400, "malformed_json"),
    "nested lists": (b"[" * 200_000, 400, "malformed_json"),
}


@pytest.mark.parametrize(("body", "status", "code"), BROKEN.values(), ids=BROKEN)
def test_a_broken_body_is_a_refusal(body: bytes, status: int, code: str, knb: Machine) -> None:
    refused(knb.post(ANSWER, body, key="k"), status, code)


def test_a_wrong_body_is_reported_field_by_field(knb: Machine, case: Case) -> None:
    body = answer_of(case, clear="yes", answered_on="2026-02-30", extra=1)
    del body["reference"]
    problem = refused(knb.post(ANSWER, body, key="k"), 422, "invalid")
    assert {fault["pointer"] for fault in problem["errors"]} == {"/clear", "/answered_on", "/extra", "/reference"}


def test_of_endless_faults_the_first_are_reported(knb: Machine) -> None:
    response = knb.post(ANSWER, dict.fromkeys(map(str, range(50_000)), 1), key="k")
    assert 10 < len(refused(response, 422, "invalid")["errors"]) <= 100
    assert len(response.content) < 10_000


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/xml",
        "nonsense",
    ],
)
def test_another_content_type_is_refused(kind: str, knb: Machine, case: Case) -> None:
    refused(knb.post(ANSWER, answer_of(case), key="k", content_type=kind), 415, "unsupported_media_type")


def test_fifty_megabytes_are_refused_unread(knb: Machine) -> None:
    """Nothing of them is there to be read: who reads would wait, or fail."""
    headers = knb.signed("POST", ANSWER, b"") | {"Idempotency-Key": "k"}
    response = knb.call("POST", ANSWER, b"x", headers=headers, CONTENT_LENGTH=str(50 * 1024 * 1024))
    refused(response, 413, "too_large")


def test_a_megabyte_is_taken_and_a_single_byte_more_is_not(knb: Machine) -> None:
    body = b'{"case": "%s"}' % (b"x" * (1024 * 1024 - 12))
    assert len(body) == 1024 * 1024
    refused(knb.post(ANSWER, body, key="k"), 422, "invalid")
    refused(knb.post(ANSWER, body + b" ", key="k"), 413, "too_large")
