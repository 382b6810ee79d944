import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from dnr import readiness


class Command(BaseCommand):
    help = "The readiness of this machine's worker, by exit code: 0 it works, 1 it does not, and why."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        help_text = "how old its last sign of life may be"
        parser.add_argument("--seconds", type=float, default=readiness.SECONDS, help=help_text)

    def handle(self, *args: object, **options: Any) -> None:
        from dnr import worker  # django-q2's cluster takes a second to import

        try:
            age = time.time() - worker.alive_file().stat().st_mtime
        except FileNotFoundError:
            raise CommandError("No worker runs on this machine.") from None
        if age > options["seconds"]:
            raise CommandError(f"The worker's last sign of life is {age:.0f} seconds old.")
        if why := readiness.database_away():
            raise CommandError(why)
        self.stdout.write("The worker is ready.")
