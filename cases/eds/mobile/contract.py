"""The two calls of eGov Mobile in JSON.

Call 1, GET: what is wanted, by whom, until when, and where call 2 is. Call 2, GET: the documents; PUT: the same, a CMS
in Base64 in the place of each document. Two public descriptions agree on it; of what they differ in, the form that both
take is used: a moment with milliseconds and its offset, and no media type for what is no PDF.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from cases.eds.base import EdsError
from cases.law.calendar import ALMATY
from cases.models import MobileSigning

METHOD = "CMS_WITH_DATA"
LANGUAGES = {"nameRu": "ru", "nameKz": "kk", "nameEn": "en"}
PORTAL = gettext_lazy("Portal of the Digital Nomad Residency")


@dataclass(frozen=True, slots=True)
class AskedDocument:
    """One document as the telephone gets it."""

    key: str
    """Distinct among those of one request."""
    name: str | Promise
    """Translated when it is asked for."""
    content: bytes
    """The exact bytes under the signature."""
    about: Sequence[tuple[str, str]] = ()
    """Label and value, to be read on the telephone."""

    def plain(self) -> dict[str, Any]:
        return {
            "id": self.key,
            **names(self.name),
            "meta": [{"name": str(label), "value": str(value)} for label, value in self.about],
            "document": {"file": {"mime": "", "data": b64encode(self.content).decode()}},
        }


def names(words: str | Promise) -> dict[str, str]:
    named = {}
    for field, language in LANGUAGES.items():
        with translation.override(language):
            named[field] = str(words)
    return named


def opening_address(address: str) -> str:
    """Of call 1. The application takes such as end in `mgovSign`."""
    return f"{settings.PUBLIC_URL}/egov-mobile/{address}/mgovSign"


def opening_answer(row: MobileSigning, token: str) -> dict[str, Any]:
    """The answer to call 1."""
    return {
        "description": row.description,
        "expiry_date": moment(row.expires_at),
        "organisation": {**names(PORTAL), "bin": settings.EDS_MOBILE_BIN},
        "document": {
            "uri": f"{settings.PUBLIC_URL}/egov-mobile/{row.address}/documents",
            "auth_type": "Token",
            "auth_token": token,
        },
    }


def documents_answer(row: MobileSigning) -> dict[str, Any]:
    """The answer to call 2."""
    return {"signMethod": METHOD, "documentsToSign": row.documents}


def signatures(row: MobileSigning, sent: object) -> list[str]:
    """The CMS of each document of `row`, in their order, from the body of the PUT.

    Raises EdsError: `mobile_shape` for what is not of the shape of `shown`; `mobile_documents` for other documents
    than were shown.
    """
    documents = _listed(sent)
    came = {str(document.get("id")): _data(document) for document in documents}
    wanted = [document["id"] for document in row.documents]
    if len(documents) != len(wanted) or set(came) != set(wanted):
        raise EdsError("mobile_documents")
    return [came[key] for key in wanted]


def _listed(sent: object) -> list[Mapping[str, Any]]:
    documents = sent.get("documentsToSign") if isinstance(sent, dict) else None
    if not isinstance(documents, list) or not all(isinstance(document, dict) for document in documents):
        raise EdsError("mobile_shape")
    return documents


def _data(document: Mapping[str, Any]) -> str:
    place: object = document
    for name in ("document", "file", "data"):
        place = place.get(name) if isinstance(place, dict) else None
    if not isinstance(place, str):
        raise EdsError("mobile_shape")
    return place


def moment(at: datetime) -> str:
    return at.astimezone(ALMATY).isoformat(timespec="milliseconds")
