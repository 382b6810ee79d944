from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cases.evidence.storage.verifying import VerificationReport, verify
from cases.files.storing import StorageAwayError


class Command(BaseCommand):
    help = (
        "Read the stored files (documents, originals, letters) and compare each with its checksum. "
        "Exit code 1 if one was changed or is missing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--sample", type=_positive, metavar="N", help="N files of each storage instead of all")
        parser.add_argument("--json", action="store_true", help="the result as one JSON object")

    def handle(self, *args: object, **options: Any) -> None:
        try:
            verified = verify(timezone.now(), options["sample"])
        except StorageAwayError as error:
            raise CommandError(f"The storage does not answer; what was read before is noted: {error}") from error
        if options["json"]:
            self.stdout.write(json.dumps(verified.to_json(), ensure_ascii=False, indent=1))
        else:
            self._tell(verified)
        if verified.faults:
            raise CommandError(f"{len(verified.faults)} files are wrong.")

    def _tell(self, verified: VerificationReport) -> None:
        for fault in verified.faults:
            self.stderr.write(f"{fault.what} {fault.storage}/{fault.name}")
        for name in verified.strangers or ():
            self.stdout.write(f"unreferenced {name}")
        self.stdout.write(f"{verified.read} files read, {len(verified.faults)} wrong.")


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number
