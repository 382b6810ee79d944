"""python manage.py read_certificate FILE [--json] [--language ru] [--anchors FOLDER …]"""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.eds import reading
from cases.eds.base import EdsError, Purpose
from cases.eds.decode import LARGEST
from cases.eds.reading import CertificateFault, CertificateReading, Chain
from cases.law.calendar import ALMATY
from cases.management.commands.verify_bundle import WRONG, ensure_folders, terminal_language, trust

NO_CERTIFICATE = 1

MAY: dict[Purpose, tuple[str, Promise]] = {
    Purpose.SIGN_IN: ("may_sign_in", gettext_lazy("May sign in")),
    Purpose.PERSON: ("may_sign_document", gettext_lazy("May sign a document as an applicant")),
    Purpose.MINISTRY: ("may_sign_for_ministry", gettext_lazy("May sign for the ministry")),
}
CHAINS: dict[str, Promise] = {
    reading.TRUSTED: gettext_lazy("leads to a trusted authority"),
    reading.UNKNOWN: gettext_lazy("unknown: this portal does not know the authority"),
    reading.BROKEN: gettext_lazy("does not hold"),
}


class Command(BaseCommand):
    help = (
        "Tell whose certificate this is and what it may be used for: PEM, DER, or the signer's of a CMS. "
        "Without network and database. Exit code 0: read, 1: no certificate, 2: a wrong call."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="certificate or signature, in PEM, DER or Base64")
        parser.add_argument("--json", action="store_true", help="for programs")
        parser.add_argument("--language", choices=["ru", "kk", "en"], help="of the words; else that of the terminal")
        parser.add_argument(
            "--anchors",
            type=Path,
            metavar="FOLDER",
            action="append",
            default=[],
            help="trust the certificates in this folder besides those of the portal",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(options["language"] or terminal_language()):
            self.say(options)

    def say(self, options: dict[str, Any]) -> None:
        raw = read(options["file"])
        ensure_folders(options["anchors"])
        try:
            judged = reading.judge(raw, timezone.now(), trust(options["anchors"]) if options["anchors"] else None)
        except EdsError as error:
            self.refuse(error, as_json=options["json"])
        if options["json"]:
            self.stdout.write(json.dumps(as_json(judged), ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(as_lines(judged)))

    def refuse(self, error: EdsError, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({"error": {"code": error.code, "text": str(error)}}, ensure_ascii=False))
        else:
            self.stderr.write(str(error))
        sys.exit(NO_CERTIFICATE)


def read(path: Path) -> bytes:
    """At most one byte more than a signature may have: the rest is refused as too large."""
    try:
        with path.open("rb") as stream:
            return stream.read(2 * LARGEST)
    except OSError as error:
        raise CommandError(_("The file can not be read: %(why)s.") % {"why": error}, returncode=WRONG) from error


def as_json(judged: CertificateReading) -> dict[str, Any]:
    signer = judged.signer
    names = (
        "iin",
        "bin",
        "surname",
        "given_names",
        "patronymic",
        "common_name",
        "organization",
        "email",
        "serial",
        "subject",
        "issuer",
        "algorithm",
        "fingerprint",
    )
    return {
        **{name: getattr(signer, name) for name in names},
        "not_before": signer.not_before.isoformat(),
        "not_after": signer.not_after.isoformat(),
        "purposes": [{"oid": oid, "name": words} for oid, words in reading.role_names(signer)],
        "authority": judged.is_authority,
        "chain": {"state": judged.chain.state, "names": list(judged.chain.names), "why": _texts(judged.chain)},
        **{MAY[purpose][0]: _verdict(faults) for purpose, faults in judged.may.items()},
        "notes": [fault.text for fault in judged.notes],
        "revocation": "not asked",
    }


def _verdict(faults: list[CertificateFault]) -> dict[str, Any]:
    return {"ok": not faults, "why": [fault.text for fault in faults], "codes": [fault.code for fault in faults]}


def _texts(path: Chain) -> list[str]:
    return [path.fault.text] if path.fault else []


def as_lines(judged: CertificateReading) -> list[str]:
    rows = [(label, value) for label, value in _facts(judged) if value]
    purposes, chain, yes, no = _("Purposes"), _("Chain"), _("yes"), _("no")  # in an f-string they are not collected
    lines = [f"{label}: {value}" for label, value in rows] + [f"{purposes}:"]
    lines += [f"  {words or '?'} ({oid})" for oid, words in reading.role_names(judged.signer)]
    lines += ["", f"{chain}: {CHAINS[judged.chain.state]}"]
    lines += [f"  {name}" for name in judged.chain.names]
    for purpose, faults in judged.may.items():
        lines.append(f"{MAY[purpose][1]}: {no if faults else yes}")
        lines += [f"  – {fault.text}" for fault in faults]
    lines += [fault.text for fault in judged.notes]
    return [*lines, "", _("Whether the certificate is revoked was not asked: this command works without network.")]


def _facts(judged: CertificateReading) -> list[tuple[str, str]]:
    who = judged.signer
    return [
        (_("IIN"), who.iin),
        (_("BIN"), who.bin),
        (_("Surname"), who.surname),
        (_("Given names"), who.given_names),
        (_("Patronymic"), who.patronymic),
        (_("Common name"), who.common_name),
        (_("Organisation"), who.organization),
        (_("E-mail"), who.email),
        (_("Certificate number"), who.serial),
        (_("Issued by"), who.issuer),
        (_("Valid"), f"{_moment(who.not_before)} – {_moment(who.not_after)}"),
        (_("Algorithm"), who.algorithm),
    ]


def _moment(at: datetime) -> str:
    return f"{at.astimezone(ALMATY):%d.%m.%Y %H:%M:%S}"
