from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cases.evidence.storage import scanning
from cases.net.clamd import NoVerdictError, version


class Command(BaseCommand):
    help = "Have files scanned for viruses that were not, or of which it failed; the worker does it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--doubt", metavar="SHA256", help="an infected file, with newer signatures")

    def handle(self, *args: object, **options: Any) -> None:
        if not settings.CLAMD_URL:
            raise CommandError("CLAMD_URL is not set: there is nobody to scan files.")
        try:
            self.stdout.write(version())
        except NoVerdictError as error:
            raise CommandError(f"clamd does not answer ({error}).") from error
        if options["doubt"] and not scanning.doubt(options["doubt"]):
            raise CommandError("No infected file has this checksum.")
        self.stdout.write(f"{scanning.scan_all(timezone.now())} documents are scanned.")
