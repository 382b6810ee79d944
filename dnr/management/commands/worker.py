from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = (
        "Do the jobs of the queue until SIGTERM or Ctrl-C; then the jobs in hand have 20 seconds. "
        "Exits with 1 when a part of it was killed: whoever runs it starts it again."
    )

    def handle(self, *args: object, **options: object) -> None:
        self.check(databases=["default"])
        from dnr import worker  # django-q2's cluster takes a second to import

        if not worker.run():
            raise CommandError("The worker has lost a part of itself and has ended; start it again.")
