from __future__ import annotations

import getpass
import json
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from cases.evidence.retention import RetentionLine, carry_out, overdue
from cases.evidence.retention.running import MOST


class Command(BaseCommand):
    help = (
        "What is kept longer than its rule of retention says. With --dry-run it is listed; without, those rules "
        "erase that DNR_RETENTION lets, in batches, and the log keeps that they did."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="a table; nothing is changed")
        parser.add_argument(
            "--most", type=int, default=MOST, metavar="N", help="rows of each kind at most [%(default)s]"
        )
        parser.add_argument("--json", action="store_true", help="the table as JSON")

    def handle(self, *args: object, **options: Any) -> None:
        now = timezone.now()
        lines = overdue(now)
        if options["json"]:
            made = [asdict(line) for line in lines]
            self.stdout.write(json.dumps(made, cls=DjangoJSONEncoder, indent=1))
        else:
            self._tell(lines)
        if options["dry_run"]:
            return
        done = carry_out(now, f"command, {getpass.getuser()}"[:60], options["most"])
        for key, number in done.items():
            self.stdout.write(f"{key}: {number} erased")
        if not done:
            self.stdout.write(f"Nothing is erased: DNR_RETENTION is {settings.RETENTION}.")

    def _tell(self, lines: list[RetentionLine]) -> None:
        self.stdout.write(f"{'kind':<12}{'from before':<14}{'rows':>10}  {'oldest':<12}then")
        for line in lines:
            oldest = f"{line.oldest:%Y-%m-%d}" if line.oldest else "-"
            then = line.then if line.carried_out else f"{line.then} (not by itself)"
            self.stdout.write(f"{line.key:<12}{line.before:%Y-%m-%d}    {line.rows:>10}  {oldest:<12}{then}")
