from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from cases.ledger import guards


class Command(BaseCommand):
    help = (
        "Print, for psql, the rights of an account of PostgreSQL under which the portal runs, while another owns the "
        "tables and migrates: rows of logs it can read and add, and nothing else."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("role", help="the account, which is there already and owns nothing")

    def handle(self, *args: object, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("SQLite has no accounts.", returncode=2)
        for statement in guards.grants(options["role"]):
            self.stdout.write(f"{statement};")
