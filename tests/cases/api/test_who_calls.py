"""Who may call, how a call is signed, and from where it comes."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from cases.api import keys, pruning
from cases.gateways import signing
from cases.models import ApiKey, ApiNonce, Case, Exchange
from tests.cases.api.machines import ANSWER, SECOND, Machine, answer_of, machine, path_of, refused

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_a_signed_call_is_answered(knb: Machine, case: Case) -> None:
    response = knb.get(path_of(case))
    assert response.status_code == 200
    assert response.json()["number"] == case.number


Bend = Callable[[Machine, dict[str, str]], Any]


def _without(*names: str) -> Bend:
    return lambda m, headers: [headers.pop(name) for name in names]


def _with(name: str, value: str) -> Bend:
    return lambda m, headers: headers.update({name: value})


def _another_secret(m: Machine, headers: dict[str, str]) -> None:
    m.secret = "guessed"
    headers.update(m.signed("GET", "/api/v1/cases/"))


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
    headers = knb.signed("GET", "/api/v1/cases/")
    bend(knb, headers)
    problem = refused(knb.get("/api/v1/cases/", headers=headers), 401, "unauthenticated")
    assert "detail" not in problem
    assert not ApiNonce.objects.exists()


def test_a_signature_holds_for_its_method_path_query_and_body_alone(knb: Machine, case: Case) -> None:
    headers = knb.signed("GET", path_of(case))
    refused(knb.get("/api/v1/cases/", headers=headers), 401, "unauthenticated")
    refused(knb.get(f"{path_of(case)}?a=1", headers=headers), 401, "unauthenticated")
    body = json.dumps(answer_of(case)).encode()
    headers = knb.signed("POST", ANSWER, body)
    refused(knb.post(ANSWER, body.replace(b"true", b"false"), headers=headers, key="k"), 401, "unauthenticated")
    refused(knb.post(ANSWER, body[:-9], headers=headers, key="k"), 401, "unauthenticated")
    assert not Exchange.objects.filter(direction="in", system="knb").exists()


def test_a_server_that_tells_no_raw_address_will_do(knb: Machine, case: Case) -> None:
    path = "/api/v1/cases/?changed_since=2026-06-01T10:00:00%2B05:00"
    assert knb.get(path, RAW_URI="").status_code == 200
    assert knb.get(path, RAW_URI="http://testserver" + path).status_code == 200


def test_the_secret_itself_does_not_sign(knb: Machine) -> None:
    headers = signing.headers(knb.key.key_id, knb.secret, "GET", "/api/v1/cases/", b"", knb.now)
    refused(knb.get("/api/v1/cases/", headers=headers), 401, "unauthenticated")


def test_the_tables_hold_no_secret(knb: Machine) -> None:
    row = ApiKey.objects.filter(pk=knb.key.pk).values().get()
    assert knb.secret not in str(row)


@pytest.mark.parametrize("off", [-600, -301, 301, 3600])
def test_a_call_too_early_or_too_late_is_refused(off: int, knb: Machine) -> None:
    headers = knb.signed("GET", "/api/v1/cases/", at=knb.now + off * SECOND)
    problem = refused(knb.get("/api/v1/cases/", headers=headers), 401, "clock_skew")
    assert str(int(knb.now.timestamp())) in problem["detail"]


@pytest.mark.parametrize("off", [-299, 299])
def test_clocks_may_differ_a_little(off: int, knb: Machine) -> None:
    headers = knb.signed("GET", "/api/v1/cases/", at=knb.now + off * SECOND)
    assert knb.get("/api/v1/cases/", headers=headers).status_code == 200


def test_a_call_that_comes_again_is_refused(knb: Machine) -> None:
    headers = knb.signed("GET", "/api/v1/cases/")
    assert knb.get("/api/v1/cases/", headers=headers).status_code == 200
    refused(knb.get("/api/v1/cases/", headers=headers), 401, "replayed")


def test_a_nonce_is_remembered_for_as_long_as_its_call_is_in_time(knb: Machine) -> None:
    """Sent five minutes early it can come again for ten, and the daily pruning must not open the door."""
    headers = knb.signed("GET", "/api/v1/cases/", at=knb.now + 299 * SECOND)
    assert knb.get("/api/v1/cases/", headers=headers).status_code == 200
    knb.now += 598 * SECOND
    pruning.forget(knb.now)
    refused(knb.get("/api/v1/cases/", headers=headers), 401, "replayed")
    pruning.forget(knb.now + 3 * SECOND)
    assert not ApiNonce.objects.exists()
    knb.now += 3 * SECOND
    refused(knb.get("/api/v1/cases/", headers=headers), 401, "clock_skew")


def test_two_clients_may_use_the_same_nonce(knb: Machine, now: datetime) -> None:
    other = machine("psh", now=now)
    nonce = "A" * 32
    for caller in (knb, other):
        stamp = str(int(now.timestamp()))
        given = signing.sign(caller.key.digest, "GET", "/api/v1/cases/", stamp, nonce, b"")
        headers = {
            signing.KEY: caller.key.key_id,
            signing.TIMESTAMP: stamp,
            signing.NONCE: nonce,
            signing.SIGNATURE: given,
        }
        assert caller.get("/api/v1/cases/", headers=headers).status_code == 200


# ------------------------------------------------------------------------------------------------ keys


def test_a_revoked_key_opens_nothing(knb: Machine) -> None:
    keys.revoke(knb.key, knb.now)
    refused(knb.get("/api/v1/cases/"), 401, "key_revoked")


def test_a_key_ends_at_its_moment(now: datetime) -> None:
    caller = machine(now=now, life=timedelta(hours=1))
    caller.now = now + timedelta(minutes=59)
    assert caller.get("/api/v1/cases/").status_code == 200
    caller.now = now + timedelta(hours=1)
    refused(caller.get("/api/v1/cases/"), 401, "key_expired")


def test_two_keys_are_good_while_they_overlap(knb: Machine) -> None:
    key, secret = keys.rotate(knb.client, knb.now, timedelta(days=7))
    fresh = Machine(knb.client, key, secret, knb.now)
    for moment, old in ((knb.now, 200), (knb.now + timedelta(days=6), 200), (knb.now + timedelta(days=7), 401)):
        knb.now = fresh.now = moment
        assert (knb.get("/api/v1/cases/").status_code, fresh.get("/api/v1/cases/").status_code) == (old, 200)


def test_a_rotation_prolongs_no_key(now: datetime) -> None:
    caller = machine(now=now, life=timedelta(days=1))
    keys.rotate(caller.client, now, timedelta(days=7))
    assert ApiKey.objects.get(pk=caller.key.pk).expires_at == now + timedelta(days=1)


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
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    caller = machine(now=now, allowed_ips=allowed)
    extra: dict[str, Any] = {"REMOTE_ADDR": peer} | ({"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {})
    response = caller.get("/api/v1/cases/", **extra)
    assert response.status_code == status
    if status == 403:
        refused(response, 403, "address_not_allowed")
