"""A signed bundle judged on its own: no database, no network, no clock. What it says of itself is not trusted.

Trusted are the shipped authorities of НУЦ РК and the folders the reader names. The moment that counts is the one in
the signed sheet: the portal takes a sheet within the hour, but a bundle alone can not prove when it came.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.eds import cms, purposes, sheets
from cases.eds.archive import DOCUMENTS, SHEET, SIGNATURE, BundleError
from cases.eds.base import EdsError, Purpose, Signer, Status
from cases.eds.cms import SignedMessage
from cases.eds.decode import decode
from cases.eds.pki import anchors, certificates, chain
from cases.eds.pki.anchors import Anchors
from cases.eds.revocation import findings, ocsp
from cases.engine.steps import STEPS

HOLDS, FAILS, NOTE = "holds", "fails", "note"


class BundleLine(NamedTuple):
    """One thing looked at: HOLDS, FAILS or NOTE, and what was seen."""

    mark: str
    text: str | Promise


@dataclass(slots=True)
class BundleReport:
    """What a check of a bundle, without the portal, found."""

    lines: list[BundleLine] = field(default_factory=list)
    sheet: dict[str, Any] = field(default_factory=dict)
    """The signed facts; {} where they cannot be read."""
    signer: Signer | None = None
    documents: list[dict[str, Any]] = field(default_factory=list)
    """As documents.json lists them."""
    letters: list[dict[str, Any]] = field(default_factory=list)
    """As documents.json lists them."""

    @property
    def authentic(self) -> bool:
        return self.signer is not None and all(line.mark != FAILS for line in self.lines)

    @property
    def noted(self) -> bool:
        """Something could not be looked at."""
        return any(line.mark == NOTE for line in self.lines)

    def say(self, holds: bool, good: str, bad: str) -> bool:
        self.lines.append(BundleLine(HOLDS if holds else FAILS, good if holds else bad))
        return holds


def judge(members: dict[str, bytes], trusted: Anchors, *, bin_wanted: str = "") -> BundleReport:
    """`members`: as `archive.unpack` gives them; `trusted`: as `anchors_with`; `bin_wanted`: of the required signer.

    Raises BundleError where a member is not what the portal writes; an invalid signature is no error.
    """
    sheet, contents = _object(members, SHEET), _object(members, DOCUMENTS)
    report = BundleReport(sheet=sheet, documents=_list(contents, "documents"), letters=_list(contents, "letters"))
    try:
        at, _language = sheets.drawn_up(members[SHEET])
    except EdsError as error:
        raise BundleError("not_text", name=SHEET) from error
    _signature(report, members, trusted, at, bin_wanted)
    _annexes(report, members)
    _listed(report, contents, members)
    return report


# ---------------------------------------------------------------------------------------------- the signature


def _signature(
    report: BundleReport, members: dict[str, bytes], trusted: Anchors, at: datetime, bin_wanted: str
) -> None:
    try:
        message = cms.read(decode(members[SIGNATURE]), members[SHEET])
        path = chain.path(message.certificate, message.extra, at, trusted)
        if not message.certificate.key.verify(message.digest_oid, message.signed_attributes, message.signature):
            raise EdsError("signature")
        _purpose(report.sheet, message.certificate.signer, bin_wanted)
    except EdsError as error:
        report.lines.append(BundleLine(FAILS, str(error)))
        return
    report.signer = message.certificate.signer
    report.lines.append(BundleLine(HOLDS, _("The signature fits the sheet and the certificate.")))
    names = " – ".join(issuer.signer.common_name or issuer.signer.subject for issuer in path[1:])
    report.lines.append(
        BundleLine(HOLDS, _("The certificate leads to a trusted authority: %(names)s.") % {"names": names})
    )
    _person(report, message)
    _pems(report, members, path)
    _revocation(report, members, path, at)


def _purpose(sheet: dict[str, Any], signer: Signer, bin_wanted: str) -> None:
    """The ministry's BIN is the portal's setting and no fact of the bundle: it is compared only where it is set."""
    step = STEPS.get(str(sheet.get("step")))
    if bin_wanted and signer.bin != bin_wanted:
        raise EdsError("other_organisation", bin=signer.bin or "–")
    purposes.ensure(signer, sheets.purpose_of(step) if step else Purpose.STAFF, ministry_bin=signer.bin or "–")


def _person(report: BundleReport, message: SignedMessage) -> None:
    claimed = report.sheet.get("signer")
    iin = claimed.get("iin") if isinstance(claimed, dict) else None
    report.say(
        bool(iin) and iin == message.certificate.signer.iin,
        _("The IIN in the certificate is that of the signer named in the sheet."),
        _("The IIN in the certificate is not that of the signer named in the sheet."),
    )


def _pems(report: BundleReport, members: dict[str, bytes], path: chain.Path) -> None:
    """The certificates in the bundle are for the reader's convenience: they must at least be the right ones."""
    known = {certificate.der for certificate in path}
    try:
        others = [
            name
            for name, data in members.items()
            if name.startswith("certificates/")
            and any(certificates.load(der).der not in known for der in anchors.read_pem(data))
        ]
    except (EdsError, ValueError) as error:
        raise BundleError("not_text", name="certificates/") from error
    if others:
        words = _("Certificates in the bundle are not those of the signature: %(names)s.")
        report.lines.append(BundleLine(FAILS, words % {"names": ", ".join(others)}))


def _revocation(report: BundleReport, members: dict[str, bytes], path: chain.Path, at: datetime) -> None:
    """What the authority answered then, if the answers are in the bundle and prove anything for that moment."""
    certificate, issuer = path[0], path[1]
    known = []
    for name in sorted(entry for entry in members if entry.startswith("revocation/")):
        try:
            finding = ocsp.read(members[name], certificate, issuer).finding
        except (ocsp.NoAnswer, EdsError):
            report.lines.append(
                BundleLine(FAILS, _("%(name)s is no genuine answer of the authority.") % {"name": name})
            )
            continue
        ends = certificate.not_after
        judged = findings.judge(finding, ends=ends, at=at, now=finding.known_at, slack=ocsp.slack())
        known += [judged] if judged else []
    _revoked(report, known)


def _revoked(report: BundleReport, known: list[Any]) -> None:
    states = {state.status for state in known}
    if Status.REVOKED in states:
        report.lines.append(BundleLine(FAILS, _("The certificate had been revoked before the signing.")))
    elif Status.REVOKED_LATER in states:
        report.lines.append(
            BundleLine(HOLDS, _("The certificate was revoked, but after the signing: the signature stands."))
        )
    elif states:
        report.lines.append(BundleLine(HOLDS, _("The authority answered that the certificate was not revoked.")))
    else:
        words = _(
            "The bundle holds no proof that the certificate was not revoked at that time. Ask НУЦ РК, or the portal."
        )
        report.lines.append(BundleLine(NOTE, words))


# ---------------------------------------------------------------------------------------------- annexes, lists


def _annexes(report: BundleReport, members: dict[str, bytes]) -> None:
    listed = report.sheet.get("annexes") or {}
    annexes = {
        Path(n).stem: hashlib.sha256(data).hexdigest() for n, data in members.items() if n.startswith("annexes/")
    }
    if not isinstance(listed, dict):
        raise BundleError("not_text", name=SHEET)
    for name in sorted(listed.keys() | annexes.keys()):
        holds = listed.get(name) == annexes.get(name)
        missing = _("The annex %(name)s is missing.") if name not in annexes else _("The annex %(name)s was altered.")
        bad = missing if name in listed else _("The annex %(name)s does not stand in the sheet.")
        report.say(holds, _("The annex %(name)s is the one that was signed.") % {"name": name}, bad % {"name": name})


def _listed(report: BundleReport, contents: dict[str, Any], members: dict[str, bytes]) -> None:
    """documents.json is not signed: it must name exactly what the sheet does."""
    signed = [(row.get("kind"), row.get("title"), row.get("sha256")) for row in _list(report.sheet, "documents")]
    listed = [(row.get("kind"), row.get("title"), row.get("sha256")) for row in report.documents]
    same = signed == listed and contents.get("sheet_sha256") == hashlib.sha256(members[SHEET]).hexdigest()
    report.say(
        same,
        _("The list of documents is that of the sheet: %(n)s.") % {"n": len(signed)},
        _("The list of documents (documents.json) is not that of the sheet."),
    )


def _object(members: dict[str, bytes], name: str) -> dict[str, Any]:
    try:
        content = json.loads(members[name].decode())
    except (ValueError, RecursionError) as error:
        raise BundleError("not_text", name=name) from error
    if not isinstance(content, dict):
        raise BundleError("not_text", name=name)
    return content


def _list(content: dict[str, Any], key: str) -> list[dict[str, Any]]:
    rows = content.get(key) or []
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BundleError("not_text", name=DOCUMENTS)
    return rows
