"""Time-stamps of an authority (RFC 3161) on checkpoints: that the log was so at a moment is then not the portal's word
alone. Asked where `TSA_URL` is set; what is stored is the token, which `openssl ts -verify -token_in` judges too."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings

from cases.net import fetch

SECONDS, LIMIT = 5.0, 64 * 1024
"""Of one question, and bytes of its answer."""
SLACK = timedelta(minutes=10)
"""By which the authority's clock and the portal's may differ."""


class StampError(Exception):
    """No time-stamp that can be trusted. The text is for the log."""


def stamp(content: bytes, now: datetime) -> bytes:
    """The token (DER) over the SHA-256 of `content`, verified. Raises StampError."""
    from asn1crypto import tsp  # with the next a second of import: who stamps nothing does not pay it
    from pyhanko.sign.timestamps import TimeStamper

    class PostedStamper(TimeStamper):  # type: ignore[misc]  # the library has no types
        async def async_request_tsa_response(self, req: Any) -> Any:
            return tsp.TimeStampResp.load(_answered(req.dump()), strict=True)

    digest = hashlib.sha256(content).digest()
    try:
        token: bytes = asyncio.run(PostedStamper().async_timestamp(digest, "sha256")).dump()
    except StampError:
        raise
    except Exception as error:  # whatever the parts of a bad answer make the library raise
        raise StampError(f"{type(error).__name__}: {error}"[:200]) from error
    moment = verified(token, content)
    if abs(moment - now) > SLACK:
        raise StampError(f"the authority's clock says {moment.isoformat()}")
    return token


def _answered(query: bytes) -> bytes:
    try:
        answer = fetch.post(settings.TSA_URL, query, "application/timestamp-query", seconds=SECONDS, limit=LIMIT)
    except (fetch.Unreachable, fetch.TooLong) as error:
        raise StampError(f"the authority does not answer: {error}") from error
    if answer.status != 200:
        raise StampError(f"the authority answers {answer.status}")
    return answer.body


def verified(token: bytes, content: bytes) -> datetime:
    """The moment that an authority we trust has put on `content`. Its certificate is judged as of that moment, so that
    a token outlives it. Raises StampError."""
    from asn1crypto import cms
    from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
    from pyhanko.sign.validation.status import TimestampSignatureStatus
    from pyhanko_certvalidator import ValidationContext

    try:
        signed = cms.ContentInfo.load(token, strict=True)["content"]
        moment: datetime = signed["encap_content_info"]["content"].parsed["gen_time"].native
        context = ValidationContext(trust_roots=anchors(), moment=moment, allow_fetching=False)
        imprint = partial(_imprint, content=content)
        facts = asyncio.run(validate_tst_signed_data(signed, context, imprint))
        status = TimestampSignatureStatus(**facts)
    except Exception as error:  # whatever the parts of a bad token make the library raise
        raise StampError(f"no time-stamp: {type(error).__name__}: {error}"[:200]) from error
    if not (status.valid and status.intact):
        raise StampError("the time-stamp is of something else, or was changed")
    if not status.trusted:
        raise StampError("the time-stamp is of no authority of DNR_TSA_ANCHORS")
    return moment


def _imprint(algorithm: str, content: bytes) -> bytes:
    return hashlib.new(algorithm, content).digest()


def anchors() -> list[Any]:
    """Certificates (PEM) of the authorities that are trusted."""
    from asn1crypto import x509 as decoded

    folder = Path(settings.TSA_ANCHORS)
    pems = [path.read_bytes() for path in sorted(folder.glob("*.pem"))] if folder.is_dir() else []
    certificates = [certificate for pem in pems for certificate in x509.load_pem_x509_certificates(pem)]
    return [decoded.Certificate.load(certificate.public_bytes(Encoding.DER)) for certificate in certificates]
