from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cases.evidence.backup.making import make_backup
from cases.evidence.backup.sealing import BackupError
from cases.files.storing import StorageAwayError


class Command(BaseCommand):
    help = (
        "Copy the database as of now, all stored files and the keys into a folder, while the portal runs. "
        "Exit code 1 if it could not be made, or if a stored file was missing or changed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="the folder of all backups, on another disk or host")

    def handle(self, *args: object, **options: Any) -> None:
        try:
            report = make_backup(options["folder"].resolve(), timezone.now())
        except (BackupError, StorageAwayError, OSError) as error:
            raise CommandError(f"No backup was made, and nothing of it is left: {error}") from error
        manifest = report.manifest
        self.stdout.write(
            f"{report.place}: {manifest.files} files ({report.fresh} of them new here), "
            f"database {manifest.database.size / 1e6:.1f} MB, {manifest.sealed or 'not'} encrypted; "
            f"{report.removed} old backups removed."
        )
        if not manifest.sealed:
            self.stderr.write("It holds the keys in plain: set DNR_BACKUP_RECIPIENTS, or guard the folder as a key.")
        if manifest.faults:
            raise CommandError("The backup is whole but for:\n" + "\n".join(manifest.faults))
