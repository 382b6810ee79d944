import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cases.health import running
from cases.health.finding import Status


class Command(BaseCommand):
    help = "The readiness of this machine's worker, by exit code: 0 it works, 1 it does not, and why."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seconds", type=float, default=30.0, help="how old its last sign of life may be")

    def handle(self, *args: Any, **options: Any) -> None:
        from dnr import worker

        try:
            age = time.time() - worker.alive_file().stat().st_mtime
        except FileNotFoundError:
            raise CommandError("No worker runs on this machine.") from None
        if age > options["seconds"]:
            raise CommandError(f"The worker's last sign of life is {age:.0f} seconds old.")
        if running.ready.report(timezone.now()).status == Status.FAIL:
            raise CommandError("The worker runs, but the database does not answer or is older than the code.")
        self.stdout.write("The worker is ready.")
