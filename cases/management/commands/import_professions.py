from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from cases.models import Profession

WRONG = 2
"""Exit code of a file that cannot be taken."""
NEEDED = ("code", "name_ru", "name_kk", "source", "valid_from")
KNOWN = (*NEEDED, "name_en", "valid_to", "confirmed")
YES, NO = ("1", "yes", "true"), ("", "0", "no", "false")


class Command(BaseCommand):
    help = (
        "Import the list of in-demand professions (order № 49) from a CSV file: all rows or none. "
        "Rows are known by code and first day; those that the file does not name stay as they are."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help=f"UTF-8, with a head line: {', '.join(KNOWN)}; days in ISO 8601")
        parser.add_argument("--dry-run", action="store_true", help="change nothing, print what would be done")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = [_row(number, line) for number, line in _lines(options["file"])]
        with transaction.atomic():
            done = [_save(number, row) for number, row in enumerate(rows, 2)]
            _no_code_twice(rows)
            if options["dry_run"]:
                transaction.set_rollback(True)
        summary = f"{done.count('added')} added, {done.count('changed')} changed, {done.count('same')} as they were"
        self.stdout.write(summary + ("; nothing was written" if options["dry_run"] else ""))


def _lines(path: Path) -> list[tuple[int, dict[str, str]]]:
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path}: {error}", returncode=WRONG) from error
    head = text.partition("\n")[0]
    reader = csv.DictReader(text.splitlines(), delimiter=";" if head.count(";") > head.count(",") else ",")
    names = [name.strip() for name in reader.fieldnames or ()]
    wrong = [f"{name} is missing" for name in NEEDED if name not in names]
    wrong += [f"{name!r} is no column" for name in names if name not in KNOWN]
    if wrong:
        raise CommandError(f"{path}: line 1: {'; '.join(wrong)}", returncode=WRONG)
    reader.fieldnames = names
    return list(enumerate(reader, 2))


def _row(number: int, line: dict[str, str]) -> Profession:
    values: dict[str, Any] = {name: (line.get(name) or "").strip() for name in KNOWN}
    if None in line:
        raise CommandError(f"line {number}: more cells than columns", returncode=WRONG)
    try:
        values["valid_from"] = date.fromisoformat(values["valid_from"])
        values["valid_to"] = date.fromisoformat(values["valid_to"]) if values["valid_to"] else None
        values["confirmed"] = _flag(values["confirmed"])
        row = Profession(**values)
        row.clean_fields()
    except ValidationError as error:
        raise _refused(number, error) from error
    except ValueError as error:
        raise CommandError(f"line {number}: {error}", returncode=WRONG) from error
    return row


def _flag(text: str) -> bool:
    if text.lower() not in YES + NO:
        raise ValueError(f"confirmed: {text!r} is neither yes nor no")
    return text.lower() in YES


def _save(number: int, row: Profession) -> str:
    existing = Profession.objects.filter(code=row.code, valid_from=row.valid_from).first()
    if existing is None:
        _written(row, number, force_insert=True)
        return "added"
    changed = [name for name in KNOWN if getattr(existing, name) != getattr(row, name)]
    for name in changed:
        setattr(existing, name, getattr(row, name))
    if changed:
        _written(existing, number)
    return "changed" if changed else "same"


def _no_code_twice(rows: list[Profession]) -> None:
    """Asked when all are written: one line may end the row that another follows, in any order.

    Raises:
        CommandError: a row would be in force on a day of another of its code, or end before it begins.
    """
    for number, row in enumerate(rows, 2):
        try:
            Profession.objects.get(code=row.code, valid_from=row.valid_from).clean()
        except ValidationError as error:
            raise _refused(number, error) from error


def _refused(number: int, error: ValidationError) -> CommandError:
    wrong = "; ".join(f"{name}: {' '.join(reasons)}" for name, reasons in error.message_dict.items())
    return CommandError(f"line {number}: {wrong}", returncode=WRONG)


def _written(row: Any, number: int, **options: object) -> None:
    row._change_reason = f"import_professions, line {number}"
    row.save(**options)
