from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cases.ledger.verifying import LogReport, Scope, verify
from cases.management.moments import moment
from cases.models.ledgerrows import LOG_FAULTS


class Command(BaseCommand):
    help = (
        "Compare the record with the log that proves it whole, and the log with its checkpoints. "
        "Exit code 1 where something was changed, is missing or was added."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--since", type=moment, metavar="MOMENT", help="what was written since")
        parser.add_argument("--sample", type=int, metavar="N", help="N rows of each table instead of all")
        parser.add_argument("--json", action="store_true", help="the result as one JSON object")

    def handle(self, *args: object, **options: Any) -> None:
        report = verify(timezone.now(), Scope(options["since"], options["sample"]))
        if options["json"]:
            self.stdout.write(json.dumps(report.to_json(), ensure_ascii=False, indent=1))
        else:
            self._tell(report)
        if report.faults:
            raise CommandError(f"{len(report.faults)} faults.")

    def _tell(self, report: LogReport) -> None:
        words = dict(LOG_FAULTS)
        for flaw in report.faults:
            self.stderr.write(" ".join(x for x in (flaw.kind, flaw.ref, str(words[flaw.what]), flaw.detail) if x))
        for rule, number in report.erased.items():
            self.stdout.write(f"{number} rows erased by the rule {rule} (`erasure`)")
        read = f"{report.rows} rows, {report.leaves} leaves, {report.checkpoints} checkpoints"
        self.stdout.write(f"{read}: {len(report.faults)} faults.")
