"""NCALayer's protocol, version 1.4 (domain 1): one JSON object in, one out, no number that links the two."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

HEARTBEAT = "--heartbeat--"
GREETING = {"result": {"version": "1.4"}}
CANCELED = {"status": True, "body": {}}
MODULE_NOT_FOUND = {"success": False, "errorCode": "MODULE_NOT_FOUND"}

MODULE, METHOD = "kz.gov.pki.knca.basics", "sign"
CODES = (
    "INVALID_SIGNING_PARAMS",
    "SIGNING_FAILURE",
    "CSR_GENERATING_FAILURE",
    "CERTIFICATE_IMPORTING_FAILURE",
    "INVALID_IMPORTING_CERTIFICATE",
    "GENERAL_ERROR",
    "INVOCATION_ERROR",
)
FILES = ("PKCS12", "JKS")
STORAGES = (
    *FILES,
    "AKKaztokenStore",
    "AKKZIDCardStore",
    "AKEToken72KStore",
    "AKEToken5110Store",
    "AKJaCartaStore",
    "AKAKEYStore",
)


class RequestRefused(Exception):
    """`reply`: what goes back."""

    def __init__(self, reply: dict[str, Any]) -> None:
        self.reply = reply


@dataclass(frozen=True, slots=True)
class Request:
    """What is signed; the rest narrows the choice of the key."""

    data: tuple[bytes, ...]
    """What each signature is over."""
    attached: bool = True
    digested: bool = False
    """The data are digests."""
    usages: frozenset[str] = frozenset()
    iin: str = ""
    bin: str = ""
    serial: str = ""
    xml: bool = False
    """The data are documents, signed inside."""
    stamped: bool = False
    """With a time stamp."""
    older: bool = False
    """For the older module, and answered so."""
    many: bool = False
    """For a list, which that module has methods of its own for."""


def success(results: list[str]) -> dict[str, Any]:
    return {"status": True, "body": {"result": results}}


def failure(code: str, message: str, details: str = "") -> dict[str, Any]:
    assert code in CODES, code
    return {"status": False, "code": code, "message": message, "details": details}


OTHERS: dict[str, Callable[[dict[str, Any]], Request]] = {}
"""Further modules, by their names, and how each is read."""


def read(message: str | bytes) -> Request:
    """Raises Refused with the reply for what can not be done."""
    try:
        sent = json.loads(message)
    except (ValueError, RecursionError):
        raise RequestRefused(failure("INVOCATION_ERROR", "The request is not JSON.")) from None
    if not isinstance(sent, dict):
        raise RequestRefused(failure("INVOCATION_ERROR", "The request is not a JSON object."))
    if sent.get("module") in OTHERS:
        return OTHERS[sent["module"]](sent)
    if sent.get("module") != MODULE:
        raise RequestRefused(MODULE_NOT_FOUND)
    if sent.get("method") != METHOD:
        raise RequestRefused(failure("INVOCATION_ERROR", "There is no such method.", str(sent.get("method"))))
    if not isinstance(sent.get("args"), dict):
        raise RequestRefused(failure("INVOCATION_ERROR", "args must be an object."))
    return _arguments(sent["args"])


def _arguments(args: dict[str, Any]) -> Request:
    storages = args.get("allowedStorages")
    _need(storages is None or (_texts(storages) and set(storages) <= set(STORAGES)), "allowedStorages")
    _need(args.get("format") in ("cms", "xml"), "format")
    _need(isinstance(args.get("locale", "ru"), str), "locale")
    if storages and not set(storages) & set(FILES):
        raise RequestRefused(failure("SIGNING_FAILURE", "No such token is plugged in; the stand-in has files."))
    if args["format"] == "xml":
        return Request(_data(args.get("data"), decode=False), attached=False, xml=True, **_who(args))
    how = _how(args.get("signingParams"))
    data = _data(args.get("data"), how["decode"])
    return Request(data, how["encapsulate"], how["digested"], stamped=how["stamped"], **_who(args))


def _how(params: Any) -> dict[str, bool]:
    _need(isinstance(params, dict), "signingParams")
    how = {name: params.get(name, False) for name in ("decode", "encapsulate", "digested")}
    _need(all(isinstance(value, bool) for value in how.values()), "signingParams")
    _need(not (how["digested"] and how["encapsulate"]), "signingParams: a digest can not be enclosed")
    profile = params.get("tsaProfile")
    _need(profile is None or isinstance(profile, dict), "signingParams.tsaProfile")
    return how | {"stamped": profile is not None}


def _who(args: dict[str, Any]) -> dict[str, Any]:
    who = args.get("signerParams") or {}
    _need(isinstance(who, dict), "signerParams")
    usages, chain = who.get("extKeyUsageOids") or [], who.get("chain") or []
    _need(_texts(usages), "signerParams.extKeyUsageOids")
    _need(_texts(chain), "signerParams.chain")
    names = {name: who.get(name) or "" for name in ("iin", "bin", "serialNumber")}
    for name, value in names.items():
        _need(isinstance(value, str), f"signerParams.{name}")
    return {
        "usages": frozenset(usages),
        "iin": names["iin"],
        "bin": names["bin"],
        "serial": names["serialNumber"].lower(),
    }


def _data(data: Any, decode: bool) -> tuple[bytes, ...]:
    texts = [data] if isinstance(data, str) else data
    _need(_texts(texts) and texts, "data")
    try:
        return tuple(b64decode(text, validate=True) if decode else text.encode() for text in texts)
    except ValueError:
        raise RequestRefused(failure("INVALID_SIGNING_PARAMS", "data is not Base64, or no text.")) from None


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)


def _need(holds: Any, what: str) -> None:
    if not holds:
        raise RequestRefused(failure("INVALID_SIGNING_PARAMS", "Wrong argument.", what))
