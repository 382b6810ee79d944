from __future__ import annotations

from argparse import ArgumentParser
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.test.utils import override_settings

from cases.bench import databanks, letters, pages, steps, sweeps
from cases.bench.report import Report
from cases.bench.rows import LITE, Ids, Template, driver, spread, sqlite
from cases.calendar import ALMATY
from cases.demo import people, walk
from cases.models import City, Person, User
from cases.states import Role, State

AT = datetime(2026, 10, 1, 12, tzinfo=ALMATY)
NEEDED = (
    "screening",
    "registration",
    "rework",
    "checks",
    "knb",
    "preliminary_decision",
    "preliminary_approved",
    "intake",
)
"""States that are measured; a quick run makes do with them."""


class Sizes:
    """How much is done: the whole, or so little that only the machinery is tried."""

    def __init__(self, quick: bool) -> None:
        self.steps, self.expiries, self.requests, self.letters = (5, 40, 2, 2) if quick else (200, 10_000, 10, 20)
        self.small, self.large = (300, 600) if quick else (1_000, 100_000)
        self.blocks = 1 if quick else 6  # of so many requests at each size
        self.states = [State(name) for name in NEEDED] if quick else list(State)
        self.asked = 2 if quick else 12  # whole cases of each state, whose pages are asked for


class Command(BaseCommand):
    help = "Print the figures: steps, pages, the sweep and letters against raw SQL. Needs a database of its own."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quick", action="store_true", help="small numbers, to see that it runs")

    def handle(self, *args: Any, **options: Any) -> None:
        if Person.objects.exists() or User.objects.exists():
            raise CommandError("This database has people. The bench needs one of its own, which may be thrown away.")
        plain = settings.STORAGES | {
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
        }
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
        with override_settings(
            DNR_FILES_CAGED=False, EDS_SIGNER="cases.eds.demo", PAYMENT_GATEWAY="demo", STORAGES=plain
        ):
            Bench(Report(self.stdout), Sizes(options["quick"])).run()  # type: ignore[arg-type]


class Bench:
    def __init__(self, report: Report, sizes: Sizes) -> None:
        self.report, self.sizes, self.next = report, sizes, 1
        self.templates: dict[State, Template] = {}

    def run(self) -> None:
        if not City.objects.exists():
            call_command("load_reference", verbosity=0)
        self.crew = people.Crew(AT - timedelta(days=600))
        self.report.say("one case brought to each state by its steps")
        self.bring()
        asked = {state.value: self.copies(state, self.sizes.asked) for state in self.templates}
        found = self.pages(asked)
        self.grow(self.sizes.small)
        with databanks.copied() as small:
            self.steps()
            self.sweep()
            self.report.say(f"growing to {self.sizes.large:,} cases")
            self.grow(self.sizes.large)
            self.report.say(f"pages at {self.sizes.small:,} and at {self.sizes.large:,} cases by turns")
            both = {self.sizes.small: small, self.sizes.large: databanks.name()}
            pages.measure(found, both, self.sizes.blocks, self.sizes.requests)
        pages.tell(self.report, found, self.sizes.small, self.sizes.large)
        letters.measure(self.report, self.templates[State.PRELIMINARY_APPROVED].case, self.sizes.letters)
        self.report.print()

    def bring(self) -> None:
        for i, state in enumerate(self.sizes.states):
            owner = people.applicant(Random(f"bench{i}"), AT - timedelta(days=300))
            self.templates[state] = Template.of(walk.bring(owner, state, AT, crew=self.crew))

    def copies(self, state: State, number: int) -> list[Ids]:
        self.next += number
        return spread(self.templates[state].copy(n) for n in range(self.next - number, self.next))

    def pages(self, asked: dict[str, list[Ids]]) -> list[pages.Page]:
        def staff(role: str) -> User:
            return self.crew.of(Role(role), "astana")

        own = asked["checks"][0]
        return pages.pages(staff, asked, User.objects.get(pk=own.user), own)

    def steps(self) -> None:
        officer = self.crew.of(Role.OFFICER, "astana")
        now, n = AT + timedelta(hours=2), self.sizes.steps
        for name, state, target, facts in (
            ("approve_preliminary", State.PRELIMINARY_DECISION, 11.0, lambda i: {}),
            ("register", State.REGISTRATION, None, lambda i: {"mp_number": f"MP-{i}"}),
        ):
            self.report.say(f"{name}, {n} times by turns with raw SQL")
            goal = target if connection.vendor == "postgresql" else None
            steps.compare(self.report, self.templates[state], name, officer, now, n, self.next, facts, goal)
            self.next += 2 * n + 61

    def sweep(self) -> None:
        self.report.say(f"{self.sizes.expiries:,} expiries")
        ends = {"annul": self.templates[State.REWORK], "lapse": self.templates[State.PRELIMINARY_APPROVED]}
        expiries = sweeps.Expiries(ends, self.next)
        expiries.measure(self.report, self.sizes.expiries)
        self.next = expiries.next

    def grow(self, size: int) -> None:
        """Cases in all states by turns, their terms scattered over two months, until there are `size`."""
        lite = [Template.of(t.case, LITE) for t in self.templates.values()]
        for template in lite:
            template.lighten()
        rng, first = Random(size), self.next
        self.next = max(size, first)
        spread(
            lite[n % len(lite)].copy(n, AT + timedelta(minutes=rng.randrange(-43_200, 43_200)))
            for n in range(first, self.next)
        )
        if not sqlite():
            driver().execute("ANALYZE")
