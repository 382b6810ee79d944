"""SIGEX as an intermediary, for a portal whose domain the operator of eGov Mobile has not listed. Off by default: what
is signed passes a third party, and the page says so.

SIGEX serves both calls to the telephone. It is asked whenever the browser that waits looks again, for two seconds at
most: its answers come when the telephone has done its part, and the next look asks again.
"""

from __future__ import annotations

import json
from base64 import b64decode
from datetime import UTC, datetime
from typing import Any

import structlog
from django.conf import settings

from cases.eds.base import EdsError
from cases.eds.mobile import contract, signings
from cases.models import MobileSigning
from cases.net import fetch

log = structlog.get_logger(__name__)

SECONDS, PATIENCE = 10.0, 2.0
LIMIT = 8 * 1024 * 1024


def is_on() -> bool:
    return bool(settings.EDS_SIGEX_URL)


def register(row: MobileSigning) -> None:
    """Its QR code and link in the place of ours. Raises EdsError("mobile_relay")."""
    try:
        answer = _call("POST", f"{settings.EDS_SIGEX_URL}/api/egovQr", {"description": row.description}, SECONDS)
        b64decode(answer["qrCode"], validate=True)
        relay = {
            "qr": answer["qrCode"],
            "data": _own(answer["dataURL"]),
            "sign": _own(answer["signURL"]),
            "link": _https(answer["eGovMobileLaunchLink"]),
        }
        ends = datetime.fromtimestamp(answer["expireAt"] / 1000, UTC)
    except (fetch.Unreachable, ValueError, LookupError, TypeError, AttributeError, OverflowError, OSError) as error:
        log.warning("sigex", error=type(error).__name__)
        raise EdsError("mobile_relay") from error
    row.relay, row.expires_at = relay, min(row.expires_at, ends)
    row.save(update_fields=["relay", "expires_at"])


def look_again(row: MobileSigning, now: datetime) -> None:
    """Once more, what is its turn: the documents to the telephone, or the signatures from it."""
    try:
        if row.state != MobileSigning.SHOWN:
            _call("POST", row.relay["data"], contract.documents_answer(row), PATIENCE)
            signings.shown(row)
        else:
            signings.take_back(row, _call("GET", row.relay["sign"], None, PATIENCE), now)
    except fetch.Unreachable:
        return  # the telephone has not done its part yet, or the line broke
    except EdsError:
        return  # the row says why
    except ValueError as error:
        log.warning("sigex", error=str(error)[:200])
        signings.refuse(row, EdsError("mobile_relay"))


def _call(method: str, url: str, body: dict[str, Any] | None, seconds: float) -> dict[str, Any]:
    """Raises Unreachable; ValueError for what is no answer of SIGEX."""
    sent = None if body is None else json.dumps(body, ensure_ascii=False).encode()
    answer = fetch.request(method, url, sent, {"Content-Type": "application/json"}, seconds=seconds, limit=LIMIT)
    if answer.status != 200:
        raise ValueError(f"status {answer.status}")
    came = json.loads(answer.body or b"{}")
    if not isinstance(came, dict):
        raise ValueError("no object")
    return came


def _own(url: str) -> str:
    """Documents go to the address of the setting, wherever its answers point."""
    if not url.startswith(f"{settings.EDS_SIGEX_URL}/"):
        raise ValueError("another address")
    return url


def _https(url: str) -> str:
    if not url.startswith("https://"):
        raise ValueError("no https")
    return url
