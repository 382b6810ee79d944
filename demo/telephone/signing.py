"""What the person at the telephone does with the documents: signs them with a key of the demo, well or badly."""

from __future__ import annotations

import json
import tomllib
from copy import deepcopy
from pathlib import Path
from typing import Any

from django.utils import timezone

from demo.authority import authority
from demo.keys import stored_identities
from demo.ncalayer.modes import MODES as KEYS
from demo.ncalayer.modes import Hand
from demo.ncalayer.protocol import METHOD, MODULE
from demo.pki.issuers import Identity

MODES: dict[str, str] = tomllib.loads(Path(__file__).with_name("modes.toml").read_text(encoding="utf-8"))
"""Name → what happens. Those that NCALayer's stand-in has too are done by it."""
TWENTY_MB = 20_000_000


def people() -> list[Identity]:
    """Whose telephone it may be."""
    return stored_identities(authority())


def signed(shown: dict[str, Any], holder: str, mode: str) -> bytes:
    """The body of the answer to call 2: what was shown, a CMS in the place of each document."""
    documents = deepcopy(shown["documentsToSign"])
    for document, cms in zip(documents, _signatures(documents, holder, mode), strict=True):
        document["document"]["file"]["data"] = cms
    if mode == "other_documents":
        documents[0]["id"] = "other"
    body = json.dumps({**shown, "documentsToSign": documents}, ensure_ascii=False).encode()
    if mode == "no_json":
        return b"<html>eGov</html>"
    return body + b" " * (TWENTY_MB - len(body)) if mode == "large" else body


def _signatures(documents: list[dict[str, Any]], holder: str, mode: str) -> list[str]:
    hand = Hand(authority(), people, timezone.now, holder, mode if mode in KEYS else "")
    args = {
        "format": "cms",
        "data": [document["document"]["file"]["data"] for document in documents],
        "signingParams": {"decode": True, "encapsulate": True},
    }
    reply = json.loads(hand.answer(json.dumps({"module": MODULE, "method": METHOD, "args": args})))
    made: list[str] = reply["body"]["result"]
    return made
