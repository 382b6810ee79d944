from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError

from cases.models import searchentry


class Command(BaseCommand):
    help = "Write again by which words every case is found, and the index over them."

    def handle(self, *args: object, **options: object) -> None:
        number = searchentry.rebuild()
        self.stdout.write(f"{number} cases")
        searchentry.create_index(self._refused)

    def _refused(self, why: str) -> None:
        raise CommandError(
            f"{why}\nThe words are written, but without the index a search reads all of them. Have the owner of the "
            "database, or a superuser, run CREATE EXTENSION pg_trgm; then run this command again."
        )
