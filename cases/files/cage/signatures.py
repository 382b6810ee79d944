"""What pyHanko says of the signatures in a PDF. Loaded only when there are any: it takes a second."""

import hashlib
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.crypt import AuthStatus
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, DiffResult
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from .words import plain

MAX_NAME = 200
Facts = dict[str, Any]
"""{"signer": str, "issuer": str, "at": ISO 8601 or "", "state": "intact" | "changed" | "unreadable", "whole": bool}

`at` is what the signer's machine said. `whole`: nothing was added to the file after this signature. "intact" says
that the file is as it was signed, by the holder of the key of that certificate, and nothing about who that is.
"""
UNREADABLE: Facts = {"signer": "", "issuer": "", "at": "", "state": "unreadable", "whole": False}


def read(data: bytes) -> dict[str, Facts]:
    """By the field's name; a signature that can not be read at all is left out."""
    # What a transfer put before and behind the file was not there when it was signed.
    start = max(0, data[:1024].find(b"%PDF-"))
    try:
        reader = PdfFileReader(BytesIO(data[start:].rstrip(b"\0")), strict=False)
        if reader.encrypted and reader.decrypt(b"").status == AuthStatus.FAILED:
            return {}
        signatures = list(reader.embedded_regular_signatures)
    except Exception:  # pyHanko's exceptions on hostile bytes are not listed anywhere
        return {}
    return {each.field_name: facts for each in signatures if (facts := _facts(each))}


def unread(rewritten: bytes) -> dict[str, Facts]:
    """The same of a file that pyHanko could read only after it was written anew: what the certificates say."""
    return {name: facts | {"state": "unreadable", "whole": False} for name, facts in read(rewritten).items()}


def _facts(signature: EmbeddedPdfSignature) -> Facts | None:
    try:
        person = _person(signature.signer_cert)
    except Exception:
        return None
    try:
        at = _iso(signature.self_reported_timestamp)
    except Exception:
        at = ""
    try:
        coverage = signature.evaluate_signature_coverage()
        state = "intact" if _is_intact(signature) and _is_covered(signature, coverage) else "changed"
    except Exception:  # GOST and other methods that are unknown here
        return {**person, "at": at, "state": "unreadable", "whole": False}
    return {**person, "at": at, "state": state, "whole": coverage == SignatureCoverageLevel.ENTIRE_FILE}


def _is_intact(signature: EmbeddedPdfSignature) -> bool:
    """`valid` alone is true for a file that was changed: the signed digest is then another file's."""
    content = signature.signed_data["encap_content_info"]
    digest = signature.compute_digest()
    if content["content"].native is not None:  # adbe.pkcs7.sha1 signs the digest of the file
        if content["content"].native != signature.compute_digest("sha1"):
            return False
        digest = hashlib.new(signature.md_algorithm, content["content"].native).digest()
    intact, valid = validate_sig_integrity(
        signature.signer_info, signature.signer_cert, content["content_type"].native, digest
    )
    return intact and valid


def _is_covered(signature: EmbeddedPdfSignature, coverage: SignatureCoverageLevel) -> bool:
    """What was added later is only what signatures allow: further signatures, fields filled in."""
    if coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return True
    if coverage != SignatureCoverageLevel.ENTIRE_REVISION:
        return False
    signature.compute_integrity_info(DEFAULT_DIFF_POLICY)
    summary = signature.summarise_integrity_info()
    return isinstance(summary["diff_result"], DiffResult) and summary["docmdp_ok"] is True


def _person(cert: Any) -> Facts:
    return {"signer": _name(cert.subject), "issuer": _name(cert.issuer)}


def _name(name: Any) -> str:
    known = name.native
    for key in ("common_name", "organization_name"):
        if value := known.get(key):
            return plain(value if isinstance(value, str) else " ".join(value), MAX_NAME)
    return plain(name.human_friendly, MAX_NAME)


def _iso(at: datetime | None) -> str:
    """To the second, in UTC; a time without a zone is taken for UTC."""
    if at is None:
        return ""
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC).isoformat(timespec="seconds")
