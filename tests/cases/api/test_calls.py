"""Who may call, how a call is signed, and what becomes of one that is not in order."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.api import keys, pruning
from cases.gateways import signing
from cases.models import ApiCall, ApiKey, ApiNonce, Case, Exchange, IdempotentAnswer
from cases.states import State
from tests import people
from tests.cases.api.machines import Machine, machine
from tests.conftest import Cases

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _no_counts() -> None:
    cache.clear()


@pytest.fixture
def case(every_case: Cases) -> Case:
    return every_case[State.KNB]


@pytest.fixture
def now(case: Case) -> datetime:
    return people.after(case)


@pytest.fixture
def knb(now: datetime) -> Machine:
    return machine("knb", now=now)


def path_of(case: Case) -> str:
    return f"/api/v1/cases/{case.number}"


def answer_of(about: Case, **changed: Any) -> dict[str, Any]:
    told = {"case": about.number, "clear": True, "reference": "K-1", "answered_on": "2026-06-20"}
    return told | changed


ANSWER = "/api/v1/inbox/knb/answer"


def refused(response: Any, status: int, code: str) -> dict[str, Any]:
    """The problem, once it is one in every respect."""
    found: dict[str, Any] = json.loads(response.content)
    assert (response.status_code, found["code"]) == (status, code), found
    assert response["Content-Type"] == "application/problem+json"
    assert found["status"] == status and found["title"] and found["type"] == "about:blank"
    return found


# ------------------------------------------------------------------------------------------------ who is calling


def test_a_signed_call_is_answered(knb: Machine, case: Case) -> None:
    response = knb.get(path_of(case))
    assert response.status_code == 200
    assert response.json()["number"] == case.number


Bend = Callable[[Machine, dict[str, str]], Any]


def _without(*names: str) -> Bend:
    return lambda m, said: [said.pop(name) for name in names]


def _with(name: str, value: str) -> Bend:
    return lambda m, said: said.update({name: value})


def _another_secret(m: Machine, said: dict[str, str]) -> None:
    m.secret = "guessed"
    said.update(m.signed("GET", "/api/v1/cases/"))


UNSIGNED = {
    "no headers": _without(signing.KEY, signing.SIGNATURE, signing.NONCE, signing.TIMESTAMP),
    "no signature": _without(signing.SIGNATURE),
    "no nonce": _without(signing.NONCE),
    "no time": _without(signing.TIMESTAMP),
    "no key": _without(signing.KEY),
    "unknown key": _with(signing.KEY, "0" * 16),
    "a key of other signs": _with(signing.KEY, "'; --\u00e9"),
    "another nonce": _with(signing.NONCE, "A" * 32),
    "a nonce too short": _with(signing.NONCE, "A"),
    "another time": _with(signing.TIMESTAMP, "1780300801"),
    "a time of letters": _with(signing.TIMESTAMP, "now"),
    "a time without end": _with(signing.TIMESTAMP, "9" * 40),
    "a signature of other signs": _with(signing.SIGNATURE, "\u00e9" * 64),
    "an empty signature": _with(signing.SIGNATURE, ""),
    "another secret": _another_secret,
}


@pytest.mark.parametrize("bend", UNSIGNED.values(), ids=UNSIGNED)
def test_what_is_not_rightly_signed_is_refused_alike(bend: Bend, knb: Machine) -> None:
    said = knb.signed("GET", "/api/v1/cases/")
    bend(knb, said)
    found = refused(knb.get("/api/v1/cases/", headers=said), 401, "unauthenticated")
    assert "detail" not in found
    assert not ApiNonce.objects.exists()


def test_a_signature_holds_for_its_method_path_query_and_body_alone(knb: Machine, case: Case) -> None:
    said = knb.signed("GET", path_of(case))
    refused(knb.get("/api/v1/cases/", headers=said), 401, "unauthenticated")
    refused(knb.get(f"{path_of(case)}?a=1", headers=said), 401, "unauthenticated")
    body = json.dumps(answer_of(case)).encode()
    said = knb.signed("POST", ANSWER, body)
    refused(knb.post(ANSWER, body.replace(b"true", b"false"), headers=said, key="k"), 401, "unauthenticated")
    refused(knb.post(ANSWER, body[:-9], headers=said, key="k"), 401, "unauthenticated")
    assert not Exchange.objects.filter(direction="in", system="knb").exists()


def test_a_server_that_tells_no_raw_address_will_do(knb: Machine, case: Case) -> None:
    path = "/api/v1/cases/?changed_since=2026-06-01T10:00:00%2B05:00"
    assert knb.get(path, RAW_URI="").status_code == 200
    assert knb.get(path, RAW_URI="http://testserver" + path).status_code == 200


def test_the_secret_itself_does_not_sign(knb: Machine) -> None:
    said = signing.headers(knb.key.key_id, knb.secret, "GET", "/api/v1/cases/", b"", knb.now)
    refused(knb.get("/api/v1/cases/", headers=said), 401, "unauthenticated")


def test_the_tables_hold_no_secret(knb: Machine) -> None:
    row = ApiKey.objects.filter(pk=knb.key.pk).values().get()
    assert knb.secret not in str(row)


@pytest.mark.parametrize("off", [-600, -301, 301, 3600])
def test_a_call_too_early_or_too_late_is_refused(off: int, knb: Machine) -> None:
    said = knb.signed("GET", "/api/v1/cases/", at=knb.now + off * SECOND)
    found = refused(knb.get("/api/v1/cases/", headers=said), 401, "clock_skew")
    assert str(int(knb.now.timestamp())) in found["detail"]


@pytest.mark.parametrize("off", [-299, 299])
def test_clocks_may_differ_a_little(off: int, knb: Machine) -> None:
    said = knb.signed("GET", "/api/v1/cases/", at=knb.now + off * SECOND)
    assert knb.get("/api/v1/cases/", headers=said).status_code == 200


def test_a_call_that_comes_again_is_refused(knb: Machine) -> None:
    said = knb.signed("GET", "/api/v1/cases/")
    assert knb.get("/api/v1/cases/", headers=said).status_code == 200
    refused(knb.get("/api/v1/cases/", headers=said), 401, "replayed")


def test_a_nonce_is_remembered_for_as_long_as_its_call_is_in_time(knb: Machine) -> None:
    """Sent five minutes early it can come again for ten, and the daily pruning must not open the door."""
    said = knb.signed("GET", "/api/v1/cases/", at=knb.now + 299 * SECOND)
    assert knb.get("/api/v1/cases/", headers=said).status_code == 200
    knb.now += 598 * SECOND
    pruning.forget(knb.now)
    refused(knb.get("/api/v1/cases/", headers=said), 401, "replayed")
    pruning.forget(knb.now + 3 * SECOND)
    assert not ApiNonce.objects.exists()
    knb.now += 3 * SECOND
    refused(knb.get("/api/v1/cases/", headers=said), 401, "clock_skew")


def test_two_clients_may_use_the_same_nonce(knb: Machine, now: datetime) -> None:
    other = machine("psh", now=now)
    nonce = "A" * 32
    for one in (knb, other):
        stamp = str(int(now.timestamp()))
        given = signing.sign(one.key.digest, "GET", "/api/v1/cases/", stamp, nonce, b"")
        said = {signing.KEY: one.key.key_id, signing.TIMESTAMP: stamp, signing.NONCE: nonce, signing.SIGNATURE: given}
        assert one.get("/api/v1/cases/", headers=said).status_code == 200


# ------------------------------------------------------------------------------------------------ keys


def test_a_revoked_key_opens_nothing(knb: Machine) -> None:
    keys.revoke(knb.key, knb.now)
    refused(knb.get("/api/v1/cases/"), 401, "key_revoked")


def test_a_key_ends_at_its_moment(now: datetime) -> None:
    found = machine(now=now, life=timedelta(hours=1))
    found.now = now + timedelta(minutes=59)
    assert found.get("/api/v1/cases/").status_code == 200
    found.now = now + timedelta(hours=1)
    refused(found.get("/api/v1/cases/"), 401, "key_expired")


def test_two_keys_are_good_while_they_overlap(knb: Machine) -> None:
    key, secret = keys.rotate(knb.client, knb.now, timedelta(days=7))
    fresh = Machine(knb.client, key, secret, knb.now)
    for moment, old in ((knb.now, 200), (knb.now + timedelta(days=6), 200), (knb.now + timedelta(days=7), 401)):
        knb.now = fresh.now = moment
        assert (knb.get("/api/v1/cases/").status_code, fresh.get("/api/v1/cases/").status_code) == (old, 200)


def test_a_rotation_prolongs_no_key(now: datetime) -> None:
    found = machine(now=now, life=timedelta(days=1))
    keys.rotate(found.client, now, timedelta(days=7))
    assert ApiKey.objects.get(pk=found.key.pk).expires_at == now + timedelta(days=1)


def test_a_client_switched_off_is_refused(knb: Machine) -> None:
    knb.client.active = False
    knb.client.save()
    refused(knb.get("/api/v1/cases/"), 403, "client_inactive")


ADDRESSES: dict[str, tuple[list[str], str, str, int]] = {
    "on the list": (["192.0.2.0/24"], "192.0.2.7", "", 200),
    "not on the list": (["192.0.2.0/24"], "192.0.3.7", "", 403),
    "one address": (["192.0.2.7"], "192.0.2.7", "", 200),
    "an IPv6 network": (["2001:db8::/32"], "2001:db8::1", "", 200),
    "IPv4 inside IPv6": (["192.0.2.0/24"], "::ffff:192.0.2.7", "", 200),
    "the other family": (["192.0.2.0/24"], "2001:db8::1", "", 403),
    "an empty list is nobody": ([], "192.0.2.7", "", 403),
    "what a stranger writes into the header": (["192.0.2.0/24"], "192.0.3.7", "192.0.2.7", 403),
    "behind our proxy": (["192.0.2.0/24"], "10.0.0.1", "192.0.2.7", 200),
    "behind our proxy, with a lie in front": (["192.0.2.0/24"], "10.0.0.1", "192.0.2.7, 192.0.3.7", 403),
    "behind two of our proxies": (["192.0.2.0/24"], "10.0.0.1", "192.0.2.7, 10.0.0.2", 200),
    "behind our proxy, garbled": (["192.0.2.0/24"], "10.0.0.1", "garbage", 403),
}


@pytest.mark.parametrize(("allowed", "peer", "forwarded", "status"), ADDRESSES.values(), ids=ADDRESSES)
def test_a_call_comes_from_where_it_may(
    allowed: list[str], peer: str, forwarded: str, status: int, now: datetime, settings: Any
) -> None:
    settings.API_TRUSTED_PROXIES = ["10.0.0.0/8"]
    found = machine(now=now, allowed_ips=allowed)
    extra: dict[str, Any] = {"REMOTE_ADDR": peer} | ({"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {})
    response = found.get("/api/v1/cases/", **extra)
    assert response.status_code == status
    if status == 403:
        refused(response, 403, "address_not_allowed")


# ------------------------------------------------------------------------------------------------ what may be asked


SCOPED = {
    "/api/v1/cases/": "cases.read",
    "/api/v1/cases/DNR-1": "cases.read",
    "/api/v1/letters/ABCDEFGHJKMN": "letters.read",
    "/api/v1/exchanges/01890000-0000-7000-8000-000000000000": "exchanges.read",
}


@pytest.mark.parametrize("path", SCOPED)
def test_each_right_opens_its_own_and_nothing_else(path: str, now: datetime) -> None:
    holder = machine(now=now, scopes=[SCOPED[path]])
    assert holder.get(path).status_code in (200, 404)
    others = machine(
        now=now, scopes=[s for s in ("cases.read", "letters.read", "exchanges.read", "inbox") if s != SCOPED[path]]
    )
    refused(others.get(path), 403, "scope_missing")


def test_telling_needs_its_right_too(now: datetime, case: Case) -> None:
    refused(machine(now=now, scopes=["cases.read"]).post(ANSWER, answer_of(case), key="k"), 403, "scope_missing")


FIELDS = {
    "cases.permit": {"preliminary_number", "approved_at"},
    "cases.person": {"iin_masked"},
}


@pytest.mark.parametrize("held", [(), ("cases.permit",), ("cases.person",), tuple(FIELDS)])
def test_a_case_shows_what_the_rights_allow(held: tuple[str, ...], every_case: Cases) -> None:
    case = every_case[State.GRANTED]
    found = machine(now=people.after(case), scopes=["cases.read", *held])
    one = found.get(path_of(case)).json()
    extra = set().union(*(FIELDS[s] for s in held))
    assert set(one) & set().union(*FIELDS.values()) == extra
    assert found.get("/api/v1/cases/").json()["results"][0].keys() == one.keys()
    text = json.dumps(one, ensure_ascii=False)
    assert case.person.iin not in text and case.person.surname not in text
    assert one["state"] == "granted"
    if "cases.person" in held:
        assert one["iin_masked"] == case.person.iin_masked


def test_another_citys_case_is_not_there(every_case: Cases, now: datetime) -> None:
    case = every_case[State.KNB]
    there, here = machine(now=now, city_id="almaty"), machine(now=now, city_id="astana")
    assert here.get(path_of(case)).status_code == 200
    refused(there.get(path_of(case)), 404, "unknown_case")
    assert there.get("/api/v1/cases/").json() == {"results": [], "next": None}
    refused(there.post(ANSWER, answer_of(case), key="k"), 404, "unknown_case")
    assert not Exchange.objects.filter(key="k").exists()


def test_what_is_not_filed_yet_is_nobodys(every_case: Cases, now: datetime) -> None:
    found = machine(now=now)
    for state in (State.PETITION_DRAFT, State.SCREENING, State.PETITION_SIGNED):
        refused(found.get(path_of(every_case[state])), 404, "unknown_case")
    shown = {row["number"] for row in found.get("/api/v1/cases/").json()["results"]}
    assert every_case[State.PETITION_DRAFT].number not in shown


@pytest.mark.parametrize("number", ["DNR-2026-99999", "x", "%00", "%27--", "1" * 200, "%F0%9F%98%80"])
def test_an_unknown_case_is_not_there(number: str, knb: Machine) -> None:
    refused(knb.get(f"/api/v1/cases/{number}"), 404, "unknown_case")


# ------------------------------------------------------------------------------------------------ lists


def test_a_list_is_read_page_by_page_without_gap_or_repetition(every_case: Cases) -> None:
    found = machine(now=max(people.after(c) for c in every_case.values()))
    numbers, cursor = [], ""
    while True:
        page = found.get("/api/v1/cases/?limit=3" + (f"&cursor={cursor}" if cursor else "")).json()
        assert len(page["results"]) <= 3
        numbers += [row["number"] for row in page["results"]]
        cursor = page["next"]
        if not cursor:
            break
    filed = Case.objects.filter(filed_at__isnull=False).order_by("state_since", "id")
    assert numbers == list(filed.values_list("number", flat=True))
    assert len(numbers) > 10


def test_a_list_says_what_has_moved_since(every_case: Cases) -> None:
    case = every_case[State.GRANTED]
    found = machine(now=people.after(case))
    since = case.state_since.isoformat().replace("+", "%2B")
    rows = found.get(f"/api/v1/cases/?state=granted&changed_since={since}").json()["results"]
    assert [row["number"] for row in rows] == [case.number]
    later = (case.state_since + SECOND).isoformat().replace("+", "%2B")
    assert found.get(f"/api/v1/cases/?state=granted&changed_since={later}").json()["results"] == []


def test_a_list_lags_behind_so_that_no_late_commit_is_missed(case: Case) -> None:
    found = machine(now=case.state_since + 29 * SECOND)
    assert case.number not in str(found.get("/api/v1/cases/?state=knb").json())
    found.now += 2 * SECOND
    assert case.number in str(found.get("/api/v1/cases/?state=knb").json())


WRONG_QUERIES = {
    "state=nowhere": "?state", "state=": "?state", "changed_since=yesterday": "?changed_since",
    "changed_since=2026-06-01": "?changed_since", "changed_since=2026-06-01T10:00:00": "?changed_since",
    "changed_since=0001-01-01T00:00:00%2B23:59": "?changed_since", "cursor=abc": "?cursor", "cursor=%FF%00": "?cursor",
    "limit=0": "?limit", "limit=101": "?limit", "limit=-1": "?limit", "limit=%D9%A1": "?limit", "page=2": "?page",
}  # fmt: skip


@pytest.mark.parametrize("query", WRONG_QUERIES)
def test_a_wrong_question_is_told_where(query: str, knb: Machine) -> None:
    found = refused(knb.get(f"/api/v1/cases/?{query}"), 422, "invalid")
    assert [fault["pointer"] for fault in found["errors"]] == [WRONG_QUERIES[query]]


def test_a_list_follows_the_index_and_counts_nothing(knb: Machine) -> None:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        knb.get("/api/v1/cases/?limit=2")
    assert not [q for q in seen.captured_queries if "COUNT(" in q["sql"].upper()]


# ------------------------------------------------------------------------------------------------ letters, exchanges


def test_a_letter_tells_what_everybody_may_know(every_case: Cases) -> None:
    letter = every_case[State.GRANTED].letters.get(kind="final_grant")
    found = machine(now=people.after(every_case[State.GRANTED]))
    told = found.get(f"/api/v1/letters/{letter.code}").json()
    assert (told["number"], told["kind"], told["standing"]) == (letter.number, "final_grant", "authentic")
    assert every_case[State.GRANTED].person.surname not in json.dumps(told, ensure_ascii=False)
    refused(found.get("/api/v1/letters/ABCDEFGHJKMN"), 404, "unknown_letter")
    refused(found.get("/api/v1/letters/%00"), 404, "unknown_letter")


def test_an_exchange_is_its_own_systems_affair(knb: Machine, case: Case, now: datetime) -> None:
    told = knb.post(ANSWER, answer_of(case), key="k-1").json()
    path = f"/api/v1/exchanges/{told['id']}"
    again = knb.get(path).json()
    assert (again["id"], again["system"], again["operation"], again["key"]) == (told["id"], "knb", "answer", "k-1")
    assert "K-1" not in json.dumps(again)
    refused(machine("psh", now=now).get(path), 404, "unknown_exchange")
    refused(machine("knb", now=now, city_id="almaty").get(path), 404, "unknown_exchange")


# ------------------------------------------------------------------------------------------------ telling


def test_an_answer_is_taken_once_however_often_it_comes(knb: Machine, case: Case) -> None:
    first = knb.post(ANSWER, answer_of(case), key="k-1")
    assert first.status_code == 202 and first["Location"].endswith(f"/api/v1/exchanges/{first.json()['id']}")
    for _time in range(3):
        again = knb.post(ANSWER, answer_of(case), key="k-1")
        assert (again.status_code, again.json(), again["Idempotent-Replayed"]) == (202, first.json(), "true")
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
    [("", "idempotency_key_missing"), ("x" * 101, "idempotency_key_malformed"), ("a b", "idempotency_key_malformed"),
     ("\u00e9", "idempotency_key_malformed")],
)  # fmt: skip
def test_telling_needs_a_key(key: str, code: str, knb: Machine, case: Case) -> None:
    refused(knb.post(ANSWER, answer_of(case), key=key), 400, code)


def test_a_refusal_is_not_kept_so_that_it_can_be_put_right(knb: Machine, case: Case) -> None:
    refused(knb.post(ANSWER, answer_of(case, clear="yes"), key="k-1"), 422, "invalid")
    assert not IdempotentAnswer.objects.exists()
    assert knb.post(ANSWER, answer_of(case), key="k-1").status_code == 202


def test_an_answer_to_a_final_case_is_taken_and_kept(every_case: Cases) -> None:
    case = every_case[State.CARD_ISSUED]
    found = machine("knb", now=people.after(case))
    response = found.post(ANSWER, answer_of(case), key="late")
    assert response.status_code == 202
    assert Exchange.objects.get(key="late").case_id == case.pk
    assert Case.objects.get(pk=case.pk).version == case.version


def test_an_answer_about_an_unknown_case_is_refused(knb: Machine, case: Case) -> None:
    refused(knb.post(ANSWER, answer_of(case, case="DNR-2026-99999"), key="k"), 404, "unknown_case")
    psh = machine("psh", now=knb.now)
    told = {"code": "nothing", "paid": True, "amount": "1.00"}
    refused(psh.post("/api/v1/inbox/psh/payment", told, key="k"), 404, "unknown_payment")


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


def test_a_wrong_body_is_told_field_by_field(knb: Machine, case: Case) -> None:
    body = answer_of(case, clear="yes", answered_on="2026-02-30", extra=1)
    del body["reference"]
    found = refused(knb.post(ANSWER, body, key="k"), 422, "invalid")
    assert {fault["pointer"] for fault in found["errors"]} == {"/clear", "/answered_on", "/extra", "/reference"}


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
                                  "application/xml", "nonsense"])  # fmt: skip
def test_another_content_type_is_refused(kind: str, knb: Machine, case: Case) -> None:
    refused(knb.post(ANSWER, answer_of(case), key="k", content_type=kind), 415, "unsupported_media_type")


def test_fifty_megabytes_are_refused_unread(knb: Machine) -> None:
    """Nothing of them is there to be read: who reads would wait, or fail."""
    said = knb.signed("POST", ANSWER, b"") | {"Idempotency-Key": "k"}
    response = knb.call("POST", ANSWER, b"x", headers=said, CONTENT_LENGTH=str(50 * 1024 * 1024))
    refused(response, 413, "too_large")


def test_a_megabyte_is_taken_and_one_byte_more_is_not(knb: Machine) -> None:
    body = b'{"case": "%s"}' % (b"x" * (1024 * 1024 - 12))
    assert len(body) == 1024 * 1024
    refused(knb.post(ANSWER, body, key="k"), 422, "invalid")
    refused(knb.post(ANSWER, body + b" ", key="k"), 413, "too_large")


def test_a_length_that_is_none_is_refused(knb: Machine) -> None:
    refused(knb.get("/api/v1/cases/", HTTP_TRANSFER_ENCODING="chunked"), 411, "length_required")
    refused(knb.get("/api/v1/cases/", CONTENT_LENGTH="-5"), 400, "bad_request")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("DELETE", "/api/v1/cases/", 405), ("POST", "/api/v1/cases/", 405), ("OPTIONS", "/api/v1/cases/", 405),
     ("GET", ANSWER, 405), ("PUT", ANSWER, 405), ("BREW", ANSWER, 405), ("GET", "/api/v1/nothing", 404),
     ("GET", "/api/", 404), ("GET", "/api/v2/cases/", 404), ("GET", "/api/v1/exchanges/1", 404)],
)  # fmt: skip
def test_what_is_not_there_is_a_problem_too(method: str, path: str, status: int, knb: Machine) -> None:
    response = knb.call(method, path)
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")


def test_only_json_is_answered(knb: Machine) -> None:
    refused(knb.get("/api/v1/cases/", HTTP_ACCEPT="text/html"), 406, "not_acceptable")
    assert knb.get("/api/v1/cases/", HTTP_ACCEPT="*/*").status_code == 200


def test_a_fault_of_ours_is_a_problem_without_a_word_of_it(knb: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*args: Any) -> None:
        raise RuntimeError("a password")

    monkeypatch.setattr("cases.api.views._page", fails)
    monkeypatch.setattr("django.core.handlers.exception.log_response", lambda *args, **kwargs: None)
    found = refused(knb.get("/api/v1/cases/"), 500, "internal")
    assert "password" not in json.dumps(found)


def test_a_page_of_an_error_that_fails_is_a_problem_too(knb: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """As where the static files were never collected."""

    def fails(*args: Any, **kwargs: Any) -> None:
        raise ValueError("no manifest")

    monkeypatch.setattr("django.views.defaults.page_not_found", fails)
    monkeypatch.setattr("django.views.defaults.server_error", fails)
    monkeypatch.setattr("django.core.handlers.exception.response_for_exception", fails)
    refused(knb.get("/api/v1/nothing"), 500, "internal")


def test_a_foreign_host_is_a_problem_too(knb: Machine) -> None:
    assert knb.get("/api/v1/cases/", HTTP_HOST="elsewhere.example")["Content-Type"] == "application/problem+json"


def test_refusals_are_english_whatever_the_caller_speaks(knb: Machine) -> None:
    found = refused(knb.call("DELETE", "/api/v1/cases/", HTTP_ACCEPT_LANGUAGE="ru"), 405, "method_not_allowed")
    assert found["detail"].isascii()


# ------------------------------------------------------------------------------------------------ how much


def test_a_client_over_its_rate_waits(now: datetime) -> None:
    now = now.replace(second=10)
    found = machine(now=now, rate=3)
    assert [found.get("/api/v1/cases/").status_code for _i in range(5)] == [200, 200, 200, 429, 429]
    response = found.get("/api/v1/cases/")
    refused(response, 429, "too_many_calls")
    assert response["Retry-After"] == "50"
    assert machine(now=now).get("/api/v1/cases/").status_code == 200
    found.now += timedelta(minutes=1)
    assert found.get("/api/v1/cases/").status_code == 200
    assert ApiCall.objects.filter(client=found.client).count() == 5, "of the three refused one is on record"


def test_strangers_are_slowed_and_known_clients_of_their_address_are_not(knb: Machine, settings: Any) -> None:
    settings.API_STRANGERS = 3
    with people.at(knb.now):
        got = [Client().get("/api/v1/cases/").status_code for _i in range(5)]
    assert got == [401, 401, 401, 429, 429]
    assert knb.get("/api/v1/cases/").status_code == 200
    assert ApiCall.objects.filter(client=None).count() == 4


# ------------------------------------------------------------------------------------------------ the record


def test_every_call_is_on_record(knb: Machine, case: Case) -> None:
    response = knb.post(ANSWER, answer_of(case), key="k")
    call = ApiCall.objects.get()
    assert (call.client, call.case_id, call.method, call.path) == (knb.client, case.pk, "POST", ANSWER)
    assert (call.at, call.status, call.code, call.address) == (knb.now, 202, "", "127.0.0.1")
    assert call.request_id == response["X-Request-ID"] and len(call.sha256) == 64
    refused(knb.get("/api/v1/cases/?state=x"), 422, "invalid")
    with people.at(knb.now):
        Client().get("/api/v1/cases/")
    refusals = list(ApiCall.objects.order_by("id").values_list("client", "path", "status", "code"))[1:]
    assert refusals == [
        (knb.client.pk, "/api/v1/cases/?state=x", 422, "invalid"),
        (None, "/api/v1/cases/", 401, "unauthenticated"),
    ]


def test_what_cannot_be_recorded_is_not_told(knb: Machine, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import DatabaseError

    def fails(*args: Any) -> None:
        raise DatabaseError

    monkeypatch.setattr("cases.api.calls.record", fails)
    refused(knb.get(path_of(case)), 503, "unavailable")


@pytest.mark.parametrize("path", ["case", "/api/v1/cases/", "/api/v1/cases/?state=knb"])
def test_reading_costs_few_statements(path: str, knb: Machine, case: Case) -> None:
    with CaptureQueriesContext(connection) as seen:
        assert knb.get(path_of(case) if path == "case" else path).status_code == 200
    assert len(seen) <= 4, [q["sql"][:100] for q in seen.captured_queries]
