from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from cases.engine.rulings import remedies
from cases.law import regulations, terms
from cases.law.actors import ActingBody
from cases.law.calendar import ALMATY, TableCalendar, local_day, seeded_calendar
from cases.management.moments import moment
from cases.models import CalendarYear, Remedy
from cases.models.serviceterm import is_unconfirmed, with_current_length
from cases.models.workcalendar import work_calendar

BASES_IN_WORDS = {
    "general": "the general term of the administrative code, as the order sets none (reference data, {mark})",
    "goal": "a goal of the body, not a term of the order (reference data)",
}
MARKS = {True: "compared with the text of the law", False: "unconfirmed"}
CHALLENGE = {"complaint": "complaint", "complaint_review": "review", "complaint_answer": "answer", "court": "court"}
"""Key of a term by which an act is challenged → the name of its columns (`Remedy`)."""
WRONG = 2
"""Exit code of a call that cannot be answered."""


class Command(BaseCommand):
    help = "Print when a term ends and the proof: each day of it, counted or not, and why."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("edition", metavar="EDITION", help="file name of the edition: order_2026_241")
        parser.add_argument("key", metavar="KEY", help="key of the term: knb")
        parser.add_argument(
            "--body", choices=ActingBody.values, help="whose act is challenged: " + ", ".join(CHALLENGE) + " of its row"
        )
        parser.add_argument("moment", metavar="MOMENT", help="ISO 8601; without an offset it is Almaty time")
        parser.add_argument("--json", action="store_true", help="for machines")

    def handle(self, *args: Any, **options: Any) -> None:
        edition = find_edition(options["edition"])
        start = moment(options["moment"])
        remedy = find_remedy(edition, options["key"], options["body"], start)
        if remedy is None:
            term = length_in_use(find_term(edition, options["key"]))
            basis = "" if term.of_order else BASES_IN_WORDS[term.basis].format(mark=mark_of(term))
        else:
            term, basis = remedies.term_of(remedy, CHALLENGE[options["key"]]), basis_of(remedy)
        calendar, source = portal_calendar(start)
        try:
            proof = terms.due(term, start, calendar)
        except (OverflowError, ValueError):
            raise CommandError(f"{options['moment']}: out of the range of the calendar", returncode=WRONG) from None
        if options["json"]:
            self.stdout.write(as_json(edition, term, proof, basis))
        else:
            self.stdout.write(f"{as_text(edition, term, proof, basis)}\n{last_lines(proof, source)}")


def find_edition(name: str) -> regulations.Edition:
    known = {law.key: law for law in regulations.editions()}
    edition = known.get(name.removesuffix(".toml"))
    if edition is None:
        raise CommandError(f"no edition {name!r}; there are: {', '.join(known)}", returncode=WRONG)
    return edition


def find_remedy(edition: regulations.Edition, key: str, body: str | None, start: datetime) -> Remedy | None:
    """The row of that day with this term of a complaint or of the court; None for a term of an edition itself."""
    if body is None:
        return None
    if key not in CHALLENGE:
        raise CommandError(f"{key!r} is not kept by body; these are: {', '.join(CHALLENGE)}", returncode=WRONG)
    try:
        remedy = remedies.remedy_of(edition.key, body, local_day(start))
    except DatabaseError:
        remedy = None
    if remedy is None:
        raise CommandError(f"no row of remedies for {edition.key}, {body} (load_reference)", returncode=WRONG)
    return remedy


def basis_of(remedy: Remedy) -> str:
    return f"reference data of the body, {MARKS[remedy.confirmed]}: {remedy.source}"


def mark_of(term: regulations.Term) -> str:
    """Of a term that the order does not set; where there is no table, nobody has confirmed it."""
    try:
        return MARKS[not is_unconfirmed(term)]
    except DatabaseError:
        return MARKS[False]


def find_term(edition: regulations.Edition, key: str) -> regulations.Term:
    term = edition.terms.get(key)
    if term is None:
        what = "is a bar on filing, not a term" if key in edition.bars else "is not a term"
        what = "is a term of a body (--body), not a term" if key in CHALLENGE else what
        raise CommandError(
            f"{key!r} {what} of {edition.key}; the terms are: {', '.join(edition.terms)}", returncode=WRONG
        )
    return term


def length_in_use(term: regulations.Term) -> regulations.Term:
    """With the length of the portal's table, where the order sets none; that of the edition where there is no table."""
    try:
        return with_current_length(term)
    except DatabaseError:
        return term


def portal_calendar(start: datetime) -> tuple[TableCalendar, str]:
    """The portal's table and its name; where there is none yet, the calendar it would be filled with."""
    try:
        if CalendarYear.objects.exists():
            return work_calendar(), "the portal's table"
    except DatabaseError:
        pass  # no tables yet, or no database: the answer does not need one
    return _seed(start), "the seed (the portal's table is empty)"


def _seed(start: datetime) -> TableCalendar:
    try:
        year = start.astimezone(ALMATY).year
        return seeded_calendar(range(year, year + 2))
    except (LookupError, ValueError, OverflowError):  # a year for which the seed knows no holidays
        return TableCalendar({})


def as_json(edition: regulations.Edition, term: regulations.Term, proof: terms.Proof, basis: str) -> str:
    return json.dumps(
        {
            "edition": edition.key,
            "term": proof.term_key,
            "paragraph": proof.paragraph,
            "basis": basis if term.key not in edition.terms else term.basis,
            "set_by": basis,
            "start": proof.start.isoformat(),
            "due": proof.due.isoformat(),
            "last_day": proof.last_day.isoformat(),
            "unconfirmed_years": list(proof.unconfirmed_years),
            "days": proof.to_json(),
        },
        ensure_ascii=False,
        indent=2,
    )


def _where(edition: regulations.Edition, paragraph: str) -> str:
    if paragraph.startswith(regulations.CODE):
        return f"Code of administrative procedure, art. {paragraph.removeprefix(regulations.CODE)}"
    return f"{edition.number}, para. {paragraph}"


def as_text(edition: regulations.Edition, term: regulations.Term, proof: terms.Proof, basis: str) -> str:
    unit = term.unit.replace("_", " ")
    lines = [
        f"{_where(edition, proof.paragraph)}: {term.key}, {term.length} {unit}",
        *([f"basis  {basis}"] if basis else []),
        f"event  {proof.start.isoformat()}",
        f"due    {proof.due.isoformat()}  (24:00 of {proof.last_day:%A %d %B %Y}, Asia/Almaty)",
        "",
    ]
    count = 0
    for day, counted, why in proof.days:
        count += counted
        mark = f"{count:>4}" if counted else "   –"
        lines.append(f"{mark}  {day.isoformat()}  {day:%a}  {regulations.why_text(why).en}")
    return "\n".join(lines)


def last_lines(proof: terms.Proof, source: str) -> str:
    lines = ["", f"calendar: {source}"]
    if proof.unconfirmed_years:
        years = ", ".join(map(str, proof.unconfirmed_years))
        lines.append(f"warning: no official calendar is confirmed for {years}; the day may move")
    return "\n".join(lines)
