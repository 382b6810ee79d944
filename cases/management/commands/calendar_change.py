from __future__ import annotations

from argparse import BooleanOptionalAction
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from cases.engine.terms import calendar_changes, recounting
from cases.engine.terms.recounting import ChangedDay, DryRun, Move
from cases.law.calendar import KINDS
from cases.law.terms import local
from cases.models import CalendarChange, CalendarDay

WRONG = 2
"""Exit code of a call that cannot be answered."""
NAMES = ("name_ru", "name_kk", "name_en", "source")
"""What a dry run does not ask for."""


class Command(BaseCommand):
    help = "Change a day of the working calendar, and move the terms that run; --dry-run only prints whose would move."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("day", metavar="DAY", type=date.fromisoformat, help="ISO 8601: 2026-11-23")
        parser.add_argument("kind", nargs="?", choices=KINDS, help="what the day is from now on")
        parser.add_argument("--remove", action="store_true", help="the day is again what its weekday says")
        parser.add_argument("--name-ru", default="")
        parser.add_argument("--name-kk", default="")
        parser.add_argument("--name-en", default="")
        parser.add_argument("--source", default="", help="the order or law that says so")
        parser.add_argument("--estimated", action=BooleanOptionalAction, default=False)
        parser.add_argument("--confirmed", action=BooleanOptionalAction, default=False, help="compared with its source")
        parser.add_argument("--dry-run", action="store_true", help="change nothing, print what would move")

    def handle(self, *args: Any, **options: Any) -> None:
        had = CalendarDay.objects.filter(date=options["day"]).first()
        row = _changed_day(had, options)
        days = [ChangedDay(options["day"], had.entry if had else None, row.entry if row else None)]
        if options["dry_run"]:
            self._print(recounting.plan(days, timezone.now()))
            return
        change = _made(row, had, days, options["source"])
        self.stdout.write("no term runs that this could move" if change is None else _outcome(change))

    def _print(self, plan: DryRun) -> None:
        for move in plan.moves:
            self.stdout.write(_line("moves", move))
        for move in plan.kept:
            self.stdout.write(_line("stays", move))
        for move in plan.closed:
            self.stdout.write(_line("closed", move))
        for sitting in plan.sittings:
            hour = f"{local(sitting.held_at):%Y-%m-%d %H:%M}"
            self.stdout.write(f"{sitting.kind} {sitting.number}  {hour} is on a day off")
        numbers = f"{len(plan.moves)} move, {len(plan.kept)} stay, {len(plan.closed)} closed, {plan.failed} not counted"
        self.stdout.write(f"{numbers}; nothing was changed")


def _line(word: str, move: Move) -> str:
    return f"{word:<7} {move.number}  {move.key or move.label:<10} {move.before} → {move.counted}"


def _outcome(change: CalendarChange) -> str:
    rest = "" if change.state == CalendarChange.DONE else "; the sweep goes on"
    return f"{change.moved} terms moved, {change.kept} kept the later day, {change.failed} not counted{rest}"


def _changed_day(had: CalendarDay | None, options: dict[str, Any]) -> CalendarDay | None:
    """The row as it is to be, unsaved; None for none. Raises CommandError."""
    if options["remove"] == bool(options["kind"]):
        raise CommandError("give either a kind or --remove", returncode=WRONG)
    if options["remove"]:
        if had is None:
            raise CommandError(f"{options['day']} is what its weekday says already", returncode=WRONG)
        return None
    row = CalendarDay.objects.get(pk=had.pk) if had else CalendarDay(date=options["day"])
    row.kind = options["kind"]
    row.estimated, row.confirmed = options["estimated"], options["confirmed"]
    for name in NAMES:
        setattr(row, name, options[name] or getattr(row, name))
    try:
        row.full_clean(exclude=NAMES if options["dry_run"] else None)
    except ValidationError as error:
        faults = "; ".join(f"{field}: {' '.join(texts)}" for field, texts in error.message_dict.items())
        raise CommandError(faults, returncode=WRONG) from None
    return row


def _made(
    row: CalendarDay | None, had: CalendarDay | None, days: list[ChangedDay], source: str
) -> CalendarChange | None:
    with transaction.atomic():
        stored = row or had
        assert stored is not None
        stored._change_reason = "calendar_change"  # type: ignore[attr-defined]
        if row is None:
            stored.delete()
        else:
            stored.save()
        return calendar_changes.begin_change(days, None, timezone.now(), source or stored.source)
