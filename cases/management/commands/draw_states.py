from __future__ import annotations

from django.conf import settings
from django.core.checks import Tags
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases.management import drawing

PATH = settings.BASE_DIR / "docs" / "states.md"


class Command(BaseCommand):
    help = "Write docs/states.md: the diagram, states, steps, terms and bars, out of the code."
    # Without its translations the table would be written in English, and its check would call that right.
    requires_system_checks = (Tags.translation,)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file is stale")

    def handle(self, *args: object, **options: object) -> None:
        name, wanted = PATH.relative_to(settings.BASE_DIR), drawing.page()
        fresh = PATH.exists() and PATH.read_text("utf-8") == wanted
        if options["check"] and not fresh:
            raise CommandError(f"{name} is stale: run manage.py draw_states")
        if not fresh:
            PATH.write_text(wanted, "utf-8")
        self.stdout.write(f"{name} {'is up to date' if fresh else 'written'}")
