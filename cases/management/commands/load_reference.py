from __future__ import annotations

from django.core.management.base import BaseCommand
from django.utils import timezone

from cases.programmes.nomad import reference


class Command(BaseCommand):
    help = (
        "Load cities, calendar, editions, grounds, duties, the questionnaire, and terms that the order does not set. "
        "Changes nothing that is there."
    )

    def handle(self, *args: object, **options: object) -> None:
        added = {name: number for name, number in reference.load(timezone.now()).items() if number}
        if options["verbosity"]:
            summary = ", ".join(f"{number} {name}" for name, number in added.items())
            self.stdout.write(f"Reference data: {summary or 'nothing new'}")
