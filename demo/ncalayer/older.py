"""The module that was there before `basics`, which many public clients still call: kz.gov.pki.knca.commonUtils.

Its arguments come in their order and without names, its answers are {"code": "200", "responseObject": …}.
"""

from __future__ import annotations

from base64 import b64decode
from typing import Any

from demo.ncalayer.protocol import FILES, Request, RequestRefused, failure
from demo.pki import certificates as x509

MODULE = "kz.gov.pki.knca.commonUtils"
USAGES = {"SIGNATURE": x509.SIGNING, "AUTHENTICATION": x509.AUTHENTICATION}


def read(sent: dict[str, Any]) -> Request:
    """Raises Refused with the reply for what is no signature, or cannot be done."""
    method, args = sent.get("method"), sent.get("args") or []
    if method == "getActiveTokens":
        raise RequestRefused({"code": "200", "responseObject": []})
    if method == "changeLocale":
        raise RequestRefused({"code": "200", "responseObject": ""})
    if method not in HOW:
        raise RequestRefused(_failed(f"There is no such method: {method}."))
    try:
        return _request(str(method), *args)
    except (TypeError, ValueError):
        raise RequestRefused(_failed("Wrong arguments.")) from None


def reply(answer: dict[str, Any], request: Request) -> dict[str, Any]:
    """An answer of `basics` in the older shape."""
    if answer.get("status") is not True:
        return _failed(str(answer.get("message", ""))) if "status" in answer else answer
    result = answer["body"].get("result")
    if result is None:
        return _failed("action.canceled")
    text = result if isinstance(result, str) or request.many else (result or [""])[0]
    return {"code": "200", "responseObject": text}


def _failed(message: str) -> dict[str, Any]:
    return {"code": "500", "message": message}


HOW: dict[str, dict[str, Any]] = {
    "createCAdESFromBase64": {},
    "createCAdESFromBase64Hash": {"digested": True},
    "createCMSSignatureFromBase64": {"stamped": True},
    "signXml": {"xml": True},
    "signXmls": {"xml": True, "many": True},
}
"""Method → fields of Request."""


def _request(method: str, storage: str, key: str, data: Any, *rest: Any) -> Request:
    """ValueError, TypeError for arguments of a wrong sort."""
    if storage not in FILES:
        raise RequestRefused(
            reply(failure("SIGNING_FAILURE", "No such token is plugged in; the stand-in has files."), EMPTY)
        )
    how = HOW[method]
    texts = data if how.get("many") else [data]
    if (
        key not in USAGES
        or not isinstance(texts, list)
        or not texts
        or not all(isinstance(text, str) for text in texts)
    ):
        raise ValueError
    xml = how.get("xml", False)
    parts = tuple(text.encode() if xml else b64decode(text, validate=True) for text in texts)
    attached = not xml and not how.get("digested") and bool(rest and rest[0] is True)
    return Request(parts, attached=attached, usages=frozenset({USAGES[key]}), older=True, **how)


EMPTY = Request(())
