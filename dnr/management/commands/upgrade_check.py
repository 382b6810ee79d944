from __future__ import annotations

import os

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from dnr.upgrading import Weight, notes


class Command(BaseCommand):
    help = (
        "With a new release in place, before `prepare`: migrations, packages, variables, backup and room on the disk. "
        "Changes nothing. Exit code 1 if something is to be done first."
    )
    # A release that is to be prepared may have translations to compile.
    requires_system_checks: list[str] = []

    def handle(self, *args: object, **options: object) -> None:
        stops = 0
        for note in notes(timezone.now(), os.environ):
            self.stdout.write(f"{note.weight:<5} {note.text}")
            stops += note.weight == Weight.STOP
        if stops:
            raise CommandError(f"{stops} to be done before the upgrade.")
