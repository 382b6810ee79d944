from __future__ import annotations

import logging
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cases.accounts.demo_password import PASSWORD
from cases.models import Case
from demo import situations, stage


class Command(BaseCommand):
    help = "Make the demo: people who do not exist, with cases in every state. Or print its sign-ins."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--cases", type=int, default=60, help="how many people with a case (default 60)")
        parser.add_argument("--seed", type=int, default=241, help="the same seed gives the same people and cases")
        parser.add_argument("--more", action="store_true", help="add to cases that are there already")
        parser.add_argument("--sign-ins", action="store_true", help="only print the accounts of the demo")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo's accounts have a known password: it is made only where DNR_DEMO is true.")
        if options["sign_ins"]:
            self.print_sign_ins()
            return
        there = Case.objects.exists()
        if there and not options["more"]:
            raise CommandError("There are cases already. Nothing was changed; --more adds to them.")
        if options["cases"] < 1:
            raise CommandError("--cases: one at least.")
        # Accounts with a known password never stand beside other people's, not even until the demo is switched off.
        self.check(databases=["default"])
        self.make(options["cases"], options["seed"] + (Case.objects.count() if there else 0), accounts=not there)

    def make(self, number: int, seed: int, accounts: bool) -> None:
        began, now = time.monotonic(), timezone.now()
        with _quiet():
            made = stage.build(now, number, seed, accounts)
        if made.end != now:
            self.stdout.write(
                f"No edition of the order has been open long enough today: the demo's time ends on {made.end:%d %B %Y}."
            )
        self.stdout.write(f"The demo: {made.cases} cases in {time.monotonic() - began:.0f} s.")

    def print_sign_ins(self) -> None:
        rows = situations.sign_ins()
        if not rows:
            self.stdout.write("There are no demo accounts: `manage.py demo` makes them.")
            return
        table = [("ROLE", "E-MAIL", "CITY", "WHAT YOU FIND"), *((*row[:3], row[3]["en"]) for row in rows)]
        widths = [max(len(row[i]) for row in table) for i in range(3)]
        self.stdout.write(f"Demo sign-ins: by one click on the sign-in page; staff also by the password {PASSWORD}\n\n")
        for *cells, finds in table:
            padded = "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
            self.stdout.write(f"  {padded}  {finds}")


@contextmanager
def _quiet() -> Iterator[None]:
    """Years of sweeps need no line each."""
    log = logging.getLogger("cases")
    level = log.level
    log.setLevel(logging.WARNING)
    try:
        yield
    finally:
        log.setLevel(level)
