"""python manage.py verify_bundle bundle.zip [--documents FOLDER] [--anchors FOLDER …] [--bin BIN]"""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cases.eds import archive
from cases.eds.archive import BundleError
from cases.eds.comparing import ALTERED, MISSING, ORIGINAL, PRESENT, compare
from cases.eds.pki import anchors
from cases.eds.pki.anchors import Anchors
from cases.evidence import offline
from cases.evidence.offline import FAILS, HOLDS, NOTE, BundleReport
from cases.law.calendar import ALMATY

NOT_AUTHENTIC, WRONG = 1, 2
SENT = gettext_noop(
    "“As it was sent” goes by the list of the bundle, which is not signed: the signature proves the copy that the "
    "portal made of it and gives out."
)


class Command(BaseCommand):
    help = "Verify a signed bundle without network and database. Exit code 0: authentic, 1: not, 2: a wrong call."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("bundle", type=Path, help="the bundle (.zip) as it was downloaded")
        parser.add_argument("--documents", type=Path, metavar="FOLDER", help="compare the documents in this folder too")
        parser.add_argument(
            "--anchors",
            type=Path,
            metavar="FOLDER",
            action="append",
            default=[],
            help="trust the certificates in this folder besides those of НУЦ РК (the demo's: var/eds/anchors)",
        )
        parser.add_argument("--bin", default="", help="the BIN of the organisation that must have signed")
        parser.add_argument("--language", choices=["ru", "kk", "en"], help="of the report; else that of the terminal")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(options["language"] or terminal_language()):
            self.say(options)

    def say(self, options: dict[str, Any]) -> None:
        data = read(options["bundle"])
        ensure_folders([*options["anchors"], *filter(None, [options["documents"]])])
        trusted = trust(options["anchors"])
        try:
            report = offline.judge(archive.unpack(data), trusted, bin_wanted=options["bin"])
        except BundleError as error:
            self.stdout.write(f"{marks()[FAILS]}  {error}")
            self.verdict(False)
            return
        self.tell(report)
        whole = self.compare(report, options["documents"]) if options["documents"] else True
        self.verdict(report.authentic and whole, partly=report.authentic, noted=report.noted)

    def tell(self, report: BundleReport) -> None:
        for label, value in facts(report):
            self.stdout.write(f"{label}: {value}")
        self.stdout.write("")
        prefixes = marks()
        for line in report.lines:
            self.stdout.write(f"{prefixes[line.mark]}  {line.text}")

    def compare(self, report: BundleReport, folder: Path) -> bool:
        try:
            documents = compare(report.documents, folder)
        except OSError as error:
            raise CommandError(_("The file can not be read: %(why)s.") % {"why": error}, returncode=WRONG) from error
        words = {
            PRESENT: _("found"),
            ORIGINAL: _("found as it was sent"),
            ALTERED: _("ALTERED"),
            MISSING: _("MISSING"),
        }
        self.stdout.write("")
        for document in documents:
            self.stdout.write(
                f"{words[document.state]}  {document.title}{f' ({document.path})' if document.path else ''}"
            )
        if any(document.state == ORIGINAL for document in documents):
            self.stdout.write(_(SENT))
        return all(document.state in (PRESENT, ORIGINAL) for document in documents)

    def verdict(self, authentic: bool, partly: bool = False, noted: bool = False) -> None:
        self.stdout.write("")
        if authentic:
            proved = _("AUTHENTIC: it was signed as it says.")
            unproved = _("AUTHENTIC: it was signed as it says. Whether the certificate was revoked is not proved here.")
            self.stdout.write(unproved if noted else proved)
            return
        words = _("NOT AUTHENTIC: do not rely on it.")
        if partly:
            words = _("The signature holds, but not every document in the folder is the one that was signed.")
        self.stdout.write(words)
        sys.exit(NOT_AUTHENTIC)


def marks() -> dict[str, str]:
    return {HOLDS: _("holds"), FAILS: _("FAILS"), NOTE: _("note")}


def facts(report: BundleReport) -> list[tuple[str, Any]]:
    """What was signed, for people. Of an invalid signature only what the sheet itself says."""
    sheet, who = report.sheet, report.signer
    rows: list[tuple[str, Any]] = [(_("Case"), sheet.get("case")), (_("Signed"), sheet.get("what"))]
    rows.append((_("Time"), _day(sheet.get("at"))))
    if who:
        iin, bin_ = _("IIN"), _("BIN")
        rows += [(_("Signer"), f"{who.full_name}, {iin} {who.iin}")]
        rows += [(_("Organisation"), f"{who.organization}, {bin_} {who.bin}")] if who.bin else []
        rows += [(_("Certificate"), f"{who.serial}, {who.algorithm}"), (_("Issued by"), who.issuer)]
    return [(label, value) for label, value in rows if value]


def _day(at: Any) -> str:
    return f"{datetime.fromisoformat(at).astimezone(ALMATY):%d.%m.%Y %H:%M:%S} (UTC+5)"


def read(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(archive.LARGEST_FILE + 1)
    except OSError as error:
        raise CommandError(_("The file can not be read: %(why)s.") % {"why": error}, returncode=WRONG) from error


def ensure_folders(folders: list[Path]) -> None:
    for folder in folders:
        if not folder.is_dir():
            raise CommandError(_("There is no folder %(name)s.") % {"name": folder}, returncode=WRONG)


def trust(folders: list[Path]) -> Anchors:
    try:
        return anchors.anchors_with(folders)
    except RuntimeError as error:  # a file in the folder is no certificate
        raise CommandError(str(error), returncode=WRONG) from error


def terminal_language() -> str:
    """The language, as other programs find it (POSIX 8.2): LC_ALL, LC_MESSAGES, LANG; the portal's own where none
    speaks ours."""
    locale = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    language = locale.partition("_")[0].partition(".")[0].lower()
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
