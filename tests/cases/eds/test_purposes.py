"""Which certificates will do for what."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from cases.eds import purposes
from cases.eds.base import EdsError, Purpose, Signer
from cases.eds.pki import certificates, oids
from tests.cases.eds import workshop

SIGN_IN, PERSON, MINISTRY, STAFF = Purpose.SIGN_IN, Purpose.PERSON, Purpose.MINISTRY, Purpose.STAFF


@cache
def _made(legal: bool = False, auth: bool = False) -> Signer:
    holder = workshop.HEAD if legal else workshop.PERSON
    return certificates.load(workshop.issue(holder, auth=auth).certificate).signer


INDIVIDUAL, HEAD = _made(), _made(legal=True)
INDIVIDUAL_AUTH, HEAD_AUTH = _made(auth=True), _made(legal=True, auth=True)


def _legal(*roles: str, **other: Any) -> Signer:
    return replace(HEAD, roles=frozenset({oids.SIGNING, oids.LEGAL, *roles}), **other)


def _with(signer: Signer, *roles: str) -> Signer:
    return replace(signer, roles=signer.roles | set(roles))


def _policies(signer: Signer, *policies: str) -> Signer:
    return replace(signer, policies=frozenset(policies))


BOTH_WAYS = replace(
    INDIVIDUAL, roles=INDIVIDUAL.roles | {oids.AUTHENTICATION}, policies=frozenset({oids.POLICY}), authenticates=True
)
GOOD = {
    "a person signs": (INDIVIDUAL, PERSON),
    "a person signs in": (INDIVIDUAL, SIGN_IN),
    "a person signs in with the key for that": (INDIVIDUAL_AUTH, SIGN_IN),
    "an official signs in": (HEAD, SIGN_IN),
    "an official signs in with the key for that": (HEAD_AUTH, SIGN_IN),
    "the head signs for the ministry": (HEAD, MINISTRY),
    "who has the right signs for the ministry": (_legal(oids.RIGHT_TO_SIGN), MINISTRY),
    "an official signs": (HEAD, STAFF),
    "an employee signs": (_legal("1.2.398.3.3.4.1.2.5"), STAFF),
    "an official of another organisation signs": (replace(HEAD, bin="123456789012"), STAFF),
    "the policy of the new authority": (_policies(INDIVIDUAL, oids.POLICY), PERSON),
    "no policy": (_policies(INDIVIDUAL), PERSON),
    "one key for both": (BOTH_WAYS, PERSON),
    "a person identified at a distance": (_with(INDIVIDUAL, "1.2.398.3.3.4.3.2"), PERSON),
}


@pytest.mark.parametrize(("signer", "purpose"), GOOD.values(), ids=GOOD.keys())
def test_it_accepts(signer, purpose):
    purposes.ensure(signer, purpose, ministry_bin=workshop.BIN)


SYSTEM = replace(INDIVIDUAL, roles=frozenset({oids.SIGNING, oids.INDIVIDUAL_SYSTEM}))
BAD = {
    "an official as a person": (HEAD, PERSON, "not_individual"),
    "a person as an official": (INDIVIDUAL, STAFF, "not_legal"),
    "a person for the ministry": (INDIVIDUAL, MINISTRY, "not_legal"),
    "the key for signing in on a document": (INDIVIDUAL_AUTH, PERSON, "auth_certificate"),
    "the same of an official": (HEAD_AUTH, STAFF, "auth_certificate"),
    "the same for the ministry": (HEAD_AUTH, MINISTRY, "auth_certificate"),
    "an employee for the ministry": (_legal("1.2.398.3.3.4.1.2.5"), MINISTRY, "no_right_to_sign"),
    "the financial right for the ministry": (_legal("1.2.398.3.3.4.1.2.3"), MINISTRY, "no_right_to_sign"),
    "the head of another organisation": (replace(HEAD, bin="123456789012"), MINISTRY, "other_organisation"),
    "a head without BIN": (replace(HEAD, bin=""), MINISTRY, "other_organisation"),
    "an information system": (SYSTEM, SIGN_IN, "usage"),
    "a person's information system": (_with(INDIVIDUAL, oids.INDIVIDUAL_SYSTEM), PERSON, "usage"),
    "an organisation's information system": (_with(HEAD, oids.LEGAL_SYSTEM), STAFF, "usage"),
    "an officer of the authority": (_with(INDIVIDUAL, "1.2.398.3.3.4.2.2"), SIGN_IN, "usage"),
    "the authority's own arc": (_with(INDIVIDUAL, oids.AUTHORITY), SIGN_IN, "usage"),
    "nobody's role": (replace(INDIVIDUAL, roles=frozenset({oids.SIGNING})), SIGN_IN, "usage"),
    "no extended usage": (replace(INDIVIDUAL, roles=frozenset()), PERSON, "usage"),
    "an OCSP responder": (replace(INDIVIDUAL, roles=frozenset({"1.3.6.1.5.5.7.3.9"})), SIGN_IN, "usage"),
    "no key usage": (replace(INDIVIDUAL, signs=False, authenticates=False), PERSON, "usage"),
    "no key usage, to sign in": (replace(INDIVIDUAL, signs=False, authenticates=False), SIGN_IN, "usage"),
    "no signing among the purposes": (
        replace(INDIVIDUAL, roles=frozenset({oids.INDIVIDUAL})),
        PERSON,
        "usage",
    ),
    "an official's policy on a person": (_policies(INDIVIDUAL, oids.POLICY_LEGAL_SIGNATURE), PERSON, "usage"),
    "a person's policy on an official": (_policies(HEAD, oids.POLICY_INDIVIDUAL_SIGNATURE), STAFF, "usage"),
    "the policy for signing in": (
        _policies(INDIVIDUAL, oids.POLICY_INDIVIDUAL_AUTHENTICATION),
        PERSON,
        "auth_certificate",
    ),
    "the policy for signing in beside the new one": (
        _policies(INDIVIDUAL, oids.POLICY_INDIVIDUAL_AUTHENTICATION, oids.POLICY),
        PERSON,
        "auth_certificate",
    ),
}


@pytest.mark.parametrize(("signer", "purpose", "code"), BAD.values(), ids=BAD.keys())
def test_it_refuses(signer, purpose, code):
    with pytest.raises(EdsError) as caught:
        purposes.ensure(signer, purpose, ministry_bin=workshop.BIN)
    assert caught.value.code == code


def test_it_accepts_nobody_for_a_ministry_that_is_not_set():
    with pytest.raises(EdsError) as caught:
        purposes.ensure(replace(HEAD, bin=""), MINISTRY, ministry_bin="")
    assert caught.value.code == "bin_not_set"
