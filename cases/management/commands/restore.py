from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cases.evidence.backup import shelf
from cases.evidence.backup.restoring import RestoreReport, restore_backup
from cases.evidence.backup.sealing import BackupError
from cases.files.storing import StorageAwayError
from cases.health import rows

VERIFYING = ("verify_files", "verify_signatures", "verify_log")
"""Asked of what was restored, as far as this release has them."""


class Command(BaseCommand):
    help = (
        "Bring a backup back into an installation that nobody has used, then verify it. "
        "Exit code 1 if it was refused, or if anything of it is missing or changed."
    )
    # Its tables are still to come.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="a backup, or the folder of all: then the newest")
        parser.add_argument("--identity", default="", metavar="FILE", help="age's secret key, where age encrypted it")

    def handle(self, *args: object, **options: Any) -> None:
        try:
            backup = _chosen(options["folder"].resolve())
            report = restore_backup(backup, options["identity"])
        except (BackupError, StorageAwayError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{backup.name}: the database and {report.files} files are back.")
        self._keys(report)
        faults = [*report.faults, *(f"{line} when the backup was made" for line in report.manifest.faults)]
        faults += self._verified()
        if faults:
            raise CommandError("Not all is as it was:\n" + "\n".join(faults))

    def _keys(self, report: RestoreReport) -> None:
        self.stdout.write(f"What was kept besides lies in {report.keys}: put it in place, then remove that folder.")
        if report.other_key:
            self.stderr.write("SECRET_KEY is another than the backup's: sessions and links in mail no longer hold.")

    def _verified(self) -> list[str]:
        """What the verifying commands find; they need the tables of this release."""
        if rows.migrations(timezone.now()).value:
            self.stdout.write("The backup is of an older release: run `prepare`, then verify_files, verify_signatures.")
            return []
        faults = []
        for name in VERIFYING:
            if name in get_commands():
                try:
                    call_command(name, stdout=self.stdout, stderr=self.stderr)
                except CommandError as error:
                    faults.append(f"{name}: {error}")
        return faults


def _chosen(folder: Path) -> Path:
    if (folder / shelf.MANIFEST).exists():
        return folder
    whole = shelf.backups(folder)
    if not whole:
        raise BackupError(f"There is no whole backup in {folder}.")
    return whole[-1]
