from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases.management import drawing

PATH = settings.BASE_DIR / "docs" / "states.md"


class Command(BaseCommand):
    help = "Write docs/states.md: the diagram and the tables of states, steps, terms and bars, out of the code."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the file is stale")

    def handle(self, *args: Any, **options: Any) -> None:
        name = PATH.relative_to(settings.BASE_DIR)
        page = drawing.page()
        fresh = PATH.exists() and PATH.read_text("utf-8") == page
        if options["check"] and not fresh:
            raise CommandError(f"{name} is stale: run manage.py draw_states")
        if not fresh:
            PATH.write_text(page, "utf-8")
        self.stdout.write(f"{name} {'is up to date' if fresh else 'written'}")
