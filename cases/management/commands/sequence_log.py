from __future__ import annotations

from django.core.management.base import BaseCommand
from django.utils import timezone

from cases.ledger import jobs


class Command(BaseCommand):
    help = (
        "Give the leaves that wait their places in the log, and sign and file a checkpoint: what the worker does each "
        "minute. The first time all rows of before get their leaves, which may take long."
    )

    def handle(self, *args: object, **options: object) -> None:
        self.stdout.write(jobs.sequence(timezone.now()))
