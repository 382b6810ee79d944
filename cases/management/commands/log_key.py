from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cases.ledger import checkpoints, keys


class Command(BaseCommand):
    help = (
        "Print the keys that have signed checkpoints of the log, as others need them to verify. "
        "--rotate makes a new one."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--rotate", action="store_true", help="a new key; its first checkpoint bears both signatures"
        )

    def handle(self, *args: object, **options: Any) -> None:
        if options["rotate"]:
            try:
                checkpoints.rotate(timezone.now())
            except (checkpoints.ForkedError, OSError, ValueError) as error:
                raise CommandError(str(error)) from error
        for key in keys.known():
            self.stdout.write(key.vkey)
