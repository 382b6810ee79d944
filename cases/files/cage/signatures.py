"""What pyHanko says of the signatures in a PDF. Loaded only when there are any: it takes a second."""

import hashlib
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.crypt import AuthStatus
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, DiffResult
from pyhanko.sign.general import extract_certificate_info, extract_signer_info
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter, validate_sig_integrity
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from .words import plain

MAX_NAME = 200
Facts = dict[str, Any]
"""{"signer": str, "issuer": str, "at": ISO 8601 or "", "clock": "signer" | "time_stamp", "stamped_by": str,
"state": "intact" | "changed" | "unreadable", "whole": bool}

`at` is the time of a time stamp over the signature (RFC 3161) where an intact one came with it, by the authority
`stamped_by`; else what the signer's machine set. `whole`: nothing was added to the file after this signature.
"intact" says that the file is as it was signed, by the holder of the key of that certificate, and nothing about who
that is.
"""
UNREADABLE: Facts = {
    "signer": "",
    "issuer": "",
    "at": "",
    "clock": "signer",
    "stamped_by": "",
    "state": "unreadable",
    "whole": False,
}


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


def read_rewritten(rewritten: bytes) -> dict[str, Facts]:
    """The same of a file that pyHanko could read only after it was written again: what the certificates say."""
    return {name: facts | {"state": "unreadable", "whole": False} for name, facts in read(rewritten).items()}


def _facts(signature: EmbeddedPdfSignature) -> Facts | None:
    try:
        person = _person(signature.signer_cert)
    except Exception:
        return None
    time = _time(signature)
    try:
        coverage = signature.evaluate_signature_coverage()
        state = "intact" if _is_intact(signature) and _is_covered(signature, coverage) else "changed"
    except Exception:  # GOST and other methods that are unknown here
        return {**person, **time, "state": "unreadable", "whole": False}
    return {**person, **time, "state": state, "whole": coverage == SignatureCoverageLevel.ENTIRE_FILE}


def _time(signature: EmbeddedPdfSignature) -> Facts:
    for read in (_stamped, _self_reported):
        try:
            if time := read(signature):
                return time
        except Exception:  # a stamp by an unknown method, a date that is none
            continue
    return {"at": "", "clock": "signer", "stamped_by": ""}


def _self_reported(signature: EmbeddedPdfSignature) -> Facts:
    return {"at": _iso(signature.self_reported_timestamp), "clock": "signer", "stamped_by": ""}


def _stamped(signature: EmbeddedPdfSignature) -> Facts | None:
    """Of the token inside (PAdES-T), if it is of this very signature and intact; None without one."""
    value = signature.signer_info["signature"].native
    for token in extract_tst_data_iter(signature.signer_info, signed=False):
        content, authority = token["encap_content_info"]["content"], extract_certificate_info(token).signer_cert
        imprint = content.parsed["message_imprint"]
        if imprint["hashed_message"].native == _digest(imprint["hash_algorithm"], value) and _is_whole(
            token, authority
        ):
            at = _iso(content.parsed["gen_time"].native)
            return {"at": at, "clock": "time_stamp", "stamped_by": _name(authority.subject)}
    return None


def _is_whole(token: Any, authority: Any) -> bool:
    signer = extract_signer_info(token)
    digest = _digest(signer["digest_algorithm"], bytes(token["encap_content_info"]["content"]))
    return all(validate_sig_integrity(signer, authority, "tst_info", digest))


def _digest(method: Any, data: bytes) -> bytes:
    return hashlib.new(method["algorithm"].native, data).digest()


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
