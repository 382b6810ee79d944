"""The signed bundle: all that is needed to verify a signature on any computer, at any later day, without the portal.

It contains no document, only checksums: whoever has the documents can compare them. `cases.evidence.offline` judges it.
"""

from __future__ import annotations

import base64
import json
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.text import slugify

from cases.eds import archive, cms
from cases.eds.archive import DOCUMENTS, README, SHEET, SIGNATURE
from cases.eds.base import EdsError
from cases.eds.pki import chain
from cases.eds.pki.certificates import Certificate
from cases.evidence.storage import parts
from cases.law.calendar import ALMATY
from cases.models import Document, Letter, Signature, SignatureCheck

FORM = "dnr-bundle/1"
LANGUAGES = ("ru", "kk", "en")


def bundle(signature: Signature) -> bytes:
    """ZIP. The same signature gives the same bytes until more is learnt of it (revocation, the letter's file)."""
    return archive.pack(members(signature), signature.at)


def file_name(signature: Signature, ending: str) -> str:
    return f"{slugify(f'{signature.case.number}-{signature.step}')}.{ending}"


def members(signature: Signature) -> dict[str, bytes]:
    sheet: dict[str, Any] = json.loads(signature.sheet)
    files = {
        README: _readme(signature),
        SHEET: signature.sheet.encode(),
        SIGNATURE: signature.cms,
        DOCUMENTS: _json(_stated(signature, sheet)),
    }
    files |= {f"annexes/{name}.json": text.encode() for name, text in signature.annex.items()}
    return files | _certificates(signature) | _evidence(signature)


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _stated(signature: Signature, sheet: dict[str, Any]) -> dict[str, Any]:
    """What the sheet's checksums stand for. Nothing here is signed: the reader compares it with the sheet."""
    way = {"signed_by_way_of": signature.way} if signature.way else {}
    return way | {
        "form": FORM,
        "case": signature.case.number,
        "step": signature.step,
        "received_at": _moment(signature.at),
        "sheet_sha256": signature.sha256,
        "documents": _documents(signature, sheet),
        "letters": _letters(signature),
    }


def _documents(signature: Signature, sheet: dict[str, Any]) -> list[dict[str, Any]]:
    """In the order of the sheet. `name`: as it was sent; `download`: as the portal gives it out; `originals`: the files
    it was made of, as they came."""
    listed = sheet.get("documents", [])
    mine = Q(case=signature.case_id) | Q(rulings__case=signature.case_id)  # the paper may lie with its complaint
    rows = Document.objects.filter(mine, blob__in=[entry["sha256"] for entry in listed])
    stored = {(row.kind, row.blob_id): row for row in rows.select_related("blob").order_by("id")}
    parts.load(stored.values())
    listed_rows = []
    for entry in listed:
        row = stored.get((entry["kind"], entry["sha256"]))
        extension = row.blob.name.rpartition(".")[2] if row else ""
        facts = {"name": row.name, "size": row.blob.size} if row else {}
        download = {"download": f"{slugify(f'{signature.case.number}-{row.kind}')}.{extension}"} if row else {}
        listed_rows.append(entry | facts | download | _originals(row))
    return listed_rows


def _originals(row: Document | None) -> dict[str, Any]:
    stored = [part for part in row.parts.all() if part.original] if row else []
    lines = [
        {"name": parts.name_as_sent(p), "sha256": p.original_id, "size": p.original.size} for p in stored if p.original
    ]
    return {"originals": lines} if lines else {}


def _letters(signature: Signature) -> list[dict[str, Any]]:
    """The letter that this step composed; its files once the worker has printed them."""
    rows = Letter.objects.filter(case=signature.case_id, facts__signature__sheet=signature.sha256).order_by("id")
    return [{"number": row.number, "kind": row.kind, "files": row.files} for row in rows]


def _certificates(signature: Signature) -> dict[str, bytes]:
    """The signer's and those above it, in PEM. One from before there were real signatures has none."""
    try:
        message = cms.read(signature.cms, signature.sheet.encode())
    except EdsError:
        return {}
    try:
        path = chain.path(message.certificate, message.extra, signature.at)
    except EdsError:  # no longer trusted here: what came with it is passed on all the same
        path = (message.certificate, *message.extra)
    ranks = [
        "signer",
        *("issuing" if certificate.issuer != certificate.subject else "root" for certificate in path[1:]),
    ]
    return {
        f"certificates/{n:02}-{rank}.pem": _pem(certificate)
        for n, (rank, certificate) in enumerate(zip(ranks, path, strict=True))
    }


def _pem(certificate: Certificate) -> bytes:
    pem: bytes = certificate.loaded.public_bytes(Encoding.PEM)
    return pem


def _evidence(signature: Signature) -> dict[str, bytes]:
    """The responder's own answers. A list of revoked certificates is too large to be taken along."""
    rows = SignatureCheck.objects.filter(signature=signature, source="ocsp").exclude(evidence="").order_by("id")
    answers = rows.values_list("evidence", flat=True)[:20]
    return {f"revocation/{n:02}-ocsp.der": base64.b64decode(answer) for n, answer in enumerate(answers, 1)}


def _readme(signature: Signature) -> bytes:
    context = {"signature": signature, "gost": signature.algorithm.startswith("GOST")}
    parts = []
    for language in LANGUAGES:
        with translation.override(language):
            parts.append(render_to_string("cases/bundle_readme.txt", context).strip())
    return ("\n\n\n".join(parts) + "\n").encode()


def _moment(at: datetime) -> str:
    return at.astimezone(ALMATY).isoformat(timespec="seconds")
