"""What NCALayer says to what it can not do."""

from __future__ import annotations

from typing import Any

import pytest

from demo.ncalayer import older, protocol
from tests.cases.eds.ncalayer.client import ATTACHED, OTHER, ask, call

WRONG_ARGUMENTS: dict[str, dict[str, Any]] = {
    "storages no array": {"allowedStorages": "PKCS12"},
    "storage unknown": {"allowedStorages": ["FLOPPY"]},
    "format unknown": {"format": "pdf"},
    "locale no text": {"locale": 1},
    "data no text": {"data": 5},
    "data empty array": {"data": []},
    "data mixed array": {"data": ["MQ==", 5]},
    "data no text of Unicode": {"data": "\ud800", "signingParams": {"decode": False}},
    "data no base64": {"data": "not base64!"},
    "params missing": {"signingParams": None},
    "params no object": {"signingParams": []},
    "decode no switch": {"signingParams": {"decode": "yes"}},
    "digest enclosed": {"signingParams": {"decode": True, "encapsulate": True, "digested": True}},
    "no digest": {"signingParams": {"decode": True, "digested": True}},
    "signer no object": {"signerParams": "me"},
    "usages no array": {"signerParams": {"extKeyUsageOids": "1.2"}},
    "usages no texts": {"signerParams": {"extKeyUsageOids": [1]}},
    "iin no text": {"signerParams": {"iin": 900101300123}},
    "time stamp no object": {"signingParams": ATTACHED | {"tsaProfile": "now"}},
    "no xml": {"format": "xml", "data": "not <xml"},
    "xml with entities": {"format": "xml", "data": '<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>'},
    "chain no array": {"signerParams": {"chain": "root"}},
}


@pytest.mark.parametrize("args", WRONG_ARGUMENTS.values(), ids=WRONG_ARGUMENTS)
def test_wrong_arguments_are_reported(standin, args):
    reply = ask(standin, call(**args))
    assert (reply["status"], reply["code"]) == (False, "INVALID_SIGNING_PARAMS")
    assert set(reply) == {"status", "code", "message", "details"}


@pytest.mark.parametrize(
    "request_",
    [
        "no json",
        "[" * 100_000,
        "[]",
        {"module": protocol.MODULE, "method": "fly", "args": {}},
        {"module": protocol.MODULE, "method": "sign", "args": ["cms"]},
        {"module": protocol.MODULE},
    ],
)
def test_a_call_that_can_not_be_made_is_an_invocation_error(standin, request_):
    assert ask(standin, request_)["code"] == "INVOCATION_ERROR"


@pytest.mark.parametrize("module", ["kz.gov.pki.knca.applet.Applet", None])
def test_other_modules_are_not_there(standin, module):
    assert ask(standin, call() | {"module": module}) == {"success": False, "errorCode": "MODULE_NOT_FOUND"}


@pytest.mark.parametrize(
    "args",
    [
        {"allowedStorages": ["AKKaztokenStore"]},
        {"format": "xml", "data": "<a/>", "signerParams": {"iin": OTHER.iin}},  # no library signs XML by GOST
    ],
)
def test_what_the_stand_in_can_not_do_fails_and_says_so(standin, args):
    reply = ask(standin, call(**args))
    assert reply["code"] == "SIGNING_FAILURE" and reply["message"]


@pytest.mark.parametrize(
    ("method", "args"),
    [
        ("fly", []),
        ("signXml", []),
        ("signXml", ["PKCS12", "SIGNATURE", 5]),
        ("signXml", ["PKCS12", "SIGNATURE", "not <xml"]),
        ("signXml", ["AKKaztokenStore", "SIGNATURE", "<a/>"]),
        ("createCAdESFromBase64", ["PKCS12", "SIGNATURE", "not base64!", True]),
        ("createCAdESFromBase64", ["PKCS12", "OTHER", "MQ==", True]),
        ("createCAdESFromBase64", {"data": "MQ=="}),
    ],
)
def test_the_older_module_says_no_in_its_own_way(standin, method, args):
    reply = ask(standin, {"module": older.MODULE, "method": method, "args": args})
    assert reply["code"] == "500" and reply["message"]
