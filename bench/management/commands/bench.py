from __future__ import annotations

from argparse import ArgumentParser
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.test.utils import override_settings
from django.utils import timezone

from bench import (
    applicants,
    databanks,
    exchanges,
    letters,
    office,
    pages,
    reports,
    servers,
    sign_in,
    signatures,
    steps,
    stored,
    sweeps,
    takes,
    visits,
)
from bench.casecopies import LITE, Ids, Template, write_copies
from bench.report import BenchReport
from bench.rows import driver, sqlite
from bench.sizes import LESS, OFFICE, VISIT, WORK, Sizes
from bench.steps import Measured
from cases.law.actors import Role
from cases.law.calendar import ALMATY
from cases.models import City, ConsentClause, Person, Signature, User
from cases.programmes.nomad.facts import RegistrationNumber
from cases.programmes.nomad.states import State
from cases.workload import counts
from demo import people, walk

AT = datetime(2026, 10, 1, 12, tzinfo=ALMATY)


class Command(BaseCommand):
    help = "Print the figures: steps, exchanges, pages, sweep, letters, signatures. Needs a database of its own."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quick", action="store_true", help="small numbers, to see that it runs")
        parser.add_argument("--cases", type=int, default=0, help="of the largest portal, 100,000 if not given")
        parser.add_argument("--desks", action="store_true", help="lists, pages, officers at work and files alone")

    def handle(self, *args: Any, **options: Any) -> None:
        if Person.objects.exists() or User.objects.exists():
            raise CommandError("This database has people. The bench needs one of its own, which may be thrown away.")
        plain = settings.STORAGES | {
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
        }
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
        with override_settings(DNR_FILES_CAGED=False, STORAGES=plain, **demo_authority()):
            report = BenchReport(self.stdout, profiles=not options["quick"])  # type: ignore[arg-type]
            Bench(report, Sizes(options["quick"], options["cases"]), options["desks"]).run()


def demo_authority() -> dict[str, Any]:
    """Settings under which the demo's people sign: their authority is trusted in this process alone."""
    return {
        "EDS_BACKEND": "builtin",
        "EDS_ANCHORS": [settings.EDS_KEYS / "anchors"],
        "EDS_UNCHECKED": "go_on",
        "EDS_REVOCATION": ["demo.register.find"],
        "EDS_MINISTRY_BIN": "241040000308",
        "EDS_SIGNED_DECISIONS": False,
    }


def number_of_police(number: int) -> RegistrationNumber:
    return RegistrationNumber(mp_number=f"MP-{number}")


class Bench:
    def __init__(self, report: BenchReport, sizes: Sizes, desks: bool) -> None:
        """`desks`: nothing but what is done at desks."""
        self.report, self.sizes, self.desks, self.next = report, sizes, desks, 1
        self.templates: dict[State, Template] = {}

    def run(self) -> None:
        if not City.objects.exists():
            call_command("load_reference", verbosity=0)
        # Outside a demo nobody consents before the operator's number is entered.
        ConsentClause.objects.filter(code="operator").update(bin="241040000308")
        self.crew = people.Crew(AT - timedelta(days=600))
        self.report.say("one case brought to each state by its steps")
        self.bring()
        if not self.desks:
            self.signatures()
        whole_cases = {state.value: self.copies(state, self.sizes.whole) for state in self.templates}
        measured, head = self.pages(whole_cases), self.crew.of(Role.HEAD, "astana")
        with ExitStack() as stack:
            smaller = {size: self.portal(size, stack) for size in self.sizes.portals[:-1]}
            self.grow(self.sizes.portals[-1])
            self.takes()
            portals = smaller | {self.sizes.portals[-1]: databanks.database_name()}
            self.report.say("pages of every size by turns")
            pages.measure(measured, portals, self.sizes.blocks, self.sizes.requests)
            for size, name in portals.items():
                databanks.use_database(name)
                self.visits(whole_cases, size)
        self.office()
        pages.report_growth(self.report, measured)
        self.report.say("statistics, and lists as files")
        reports.measure(self.report, head, AT, self.sizes.requests)
        reports.exports(self.report, head, self.templates[State.REGISTRATION], AT, self.sizes.listed, self.next)
        if not self.desks:
            letters.measure(self.report, self.templates[State.PRELIMINARY_APPROVED].case, self.sizes.letters)
        self.report.print()

    def portal(self, size: int, stack: ExitStack) -> str:
        """A database with so many cases, left as it is; what grows no figure with the size is measured beside the
        first."""
        self.grow(size)
        name = stack.enter_context(databanks.copied(size))
        self.takes()
        if size == self.sizes.portals[0] and not self.desks:
            self.steps()
            self.exchanges()
            self.sweep()
        return name

    def bring(self) -> None:
        for i, state in enumerate(self.sizes.states):
            owner = people.applicant(Random(f"bench{i}"), AT - timedelta(days=300))
            self.templates[state] = Template.of(walk.bring(owner, state, AT, crew=self.crew))
        self.applying = self.ready("applying")

    def signatures(self) -> None:
        case = self.templates[State.REGISTRATION].case
        user, model = case.person.user, Signature.objects.get(case=case, step="file_application")
        self.report.say("signatures verified, and signing in by them")
        signatures.measure(self.report, user, model.sheet, self.sizes.verified)
        sign_in.measure(self.report, user, self.sizes.signed_in)
        self.report.say(f"{self.sizes.stored:,} stored signatures made, and verified again")
        stored.measure(self.report, model, user, self.sizes.stored, self.sizes.few)

    def copies(self, state: State, number: int) -> list[Ids]:
        self.next += number
        return write_copies(self.templates[state].copy(n) for n in range(self.next - number, self.next))

    def pages(self, whole_cases: dict[str, list[Ids]]) -> list[pages.MeasuredPage]:
        def staff(role: str) -> User:
            return self.crew.of(Role(role), "astana")

        own = whole_cases["checks"][0]
        return pages.pages(staff, whole_cases, User.objects.get(pk=own.user), own, self.applying.case)

    def steps(self) -> None:
        officer, clerk = (self.crew.of(role, "astana") for role in (Role.OFFICER, Role.CLERK))
        now, n, of = AT + timedelta(hours=2), self.sizes.steps, self.templates
        goal = connection.vendor == "postgresql"
        for step in (
            Measured("approve_preliminary", of[State.PRELIMINARY_DECISION], officer, 11.0 if goal else None),
            Measured("register", of[State.REGISTRATION], officer, 9.0 if goal else None, number_of_police),
            Measured("open_intake", of[State.ARRIVED], clerk),
            Measured("file_application", self.ready("ready")),
        ):
            self.report.say(f"{step.name}, {n} times by turns with raw SQL")
            steps.compare(self.report, step, now, n, self.next)
            self.next += steps.copies_of(n)

    def ready(self, name: str) -> Template:
        """An application with all it needs but the signature. `name`: gives its owner other data than the next has."""
        owner = people.applicant(Random(f"bench {name}"), AT - timedelta(days=300))
        case = walk.bring(owner, State.PETITION_SIGNED, AT, crew=self.crew)
        journey = walk.Journey(owner, self.crew, "astana", AT, case)
        journey.prepare("file_application")
        return Template.of(journey.case)

    def visits(self, whole_cases: dict[str, list[Ids]], size: int) -> None:
        applicants.measure(self.report, self.applying.case, size, *self.sizes.applied)
        rounds = min(self.sizes.visits, self.sizes.visits if size == self.sizes.portals[-1] else LESS)
        if not rounds:
            return
        self.report.say(f"{size:,} cases over gunicorn to {visits.CONNECTIONS} visitors, beside plain ones")
        officer, head = (self.crew.of(role, "astana") for role in (Role.OFFICER, Role.HEAD))
        cases = whole_cases[State.PRELIMINARY_DECISION]
        visits.measure(self.report, officer, head, cases, size, rounds, VISIT)

    def office(self) -> None:
        if not self.sizes.visits:
            return
        self.report.say(f"{self.sizes.officers} officers at work")
        now = timezone.now()
        owner = people.applicant(Random("bench office"), AT - timedelta(days=300))
        case = walk.bring(owner, State.REGISTRATION, now, crew=self.crew, city=OFFICE)
        officers = office.officers(OFFICE, self.sizes.officers, AT - timedelta(days=600))
        waiting = [case.pk, *(copy.case for copy in steps.copies(Template.of(case), self.sizes.waiting, self.next))]
        self.next += self.sizes.waiting
        with servers.running(servers.PORTAL, visits.WORKERS) as server:
            office.measure(self.report, server, officers, waiting, case.version, WORK)

    def takes(self) -> None:
        officer, n = self.crew.of(Role.OFFICER, "astana"), self.sizes.steps
        self.report.say(f"the next case taken, {n} times by turns with raw SQL")
        self.next += takes.measure(self.report, self.templates[State.REGISTRATION], officer, AT, n, self.next)

    def exchanges(self) -> None:
        """Questions to outside systems and what they send; no figure of it grows with the number of cases."""
        officer, now, n = self.crew.of(Role.OFFICER, "astana"), AT + timedelta(hours=2), self.sizes.exchanges
        self.report.say(f"exchanges with outside systems, {n} of each")
        filed, knb_waits = self.templates[State.REGISTRATION], self.templates[State.KNB]
        self.next = exchanges.measure(self.report, filed, knb_waits, officer, now, n, self.next)

    def sweep(self) -> None:
        self.report.say(f"{self.sizes.expiries:,} expiries")
        ends = {"annul": self.templates[State.REWORK], "close_validity": self.templates[State.PRELIMINARY_APPROVED]}
        expiries = sweeps.Expiries(ends, self.next)
        expiries.measure(self.report, self.sizes.expiries)
        self.next = expiries.next

    def grow(self, size: int) -> None:
        """Cases in all states by turns, their terms scattered over two months, until there are `size`."""
        self.report.say(f"growing to {size:,} cases")
        lite = [Template.of(t.case, LITE) for t in self.templates.values()]
        for template in lite:
            template.lighten()
        rng, first = Random(size), self.next
        self.next = max(size, first)
        write_copies(
            lite[n % len(lite)].copy(n, AT + timedelta(minutes=rng.randrange(-43_200, 43_200)))
            for n in range(first, self.next)
        )
        counts.count(timezone.now())
        if not sqlite():
            driver().execute("ANALYZE")
