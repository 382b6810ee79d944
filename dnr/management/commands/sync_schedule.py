from django.core.management.base import BaseCommand

from dnr import schedule


class Command(BaseCommand):
    help = "Make the schedule rows of the queue equal to dnr/schedule.py."

    def handle(self, *args: object, **options: object) -> None:
        changes = schedule.sync()
        if options["verbosity"]:
            self.stdout.write(f"Schedule: {changes.created} new, {changes.updated} changed, {changes.deleted} deleted")
