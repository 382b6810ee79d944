from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cases.engine import clock
from cases.management.moments import moment


class Command(BaseCommand):
    help = "Do now what the clock does every minute: expired terms, overdue marks, reminders, waiting effects."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--at", metavar="MOMENT", help="as if it were this moment (ISO 8601); default: now")

    def handle(self, *args: object, **options: Any) -> None:
        now = timezone.now()
        at = moment(options["at"]) if options["at"] else now
        if at > now and not settings.DEMO:
            # An annulment is an act with legal consequences: no slip of the pen may carry it out before its day.
            raise CommandError("--at lies in the future: only a demo (DNR_DEMO=1) may be swept ahead of time")
        report = clock.sweep(at)
        if options["verbosity"]:
            self.stdout.write(", ".join(f"{name} {number}" for name, number in report.figures().items()))
        if report.failed:
            raise CommandError(f"{report.failed} cases failed: see the log")
