"""Backups: where they go, when, how many are kept, and who can open them."""

from pathlib import Path

from dnr.settings.base import BASE_DIR, VAR, env
from dnr.settings.eds import EDS_ANCHORS
from dnr.settings.ledger import LOG_KEYS

#: The folder that backups go to by themselves, on another disk or host: the worker makes one each night, and
#: `/health/full` knows the age of the last (docs/operations/backup.md). [none: only `manage.py backup DIR` makes one]
BACKUP_DIR = env.str("DNR_BACKUP_DIR", default="")
#: When, as a line of cron, in the zone of law.
BACKUP_CRON = env.str("DNR_BACKUP_CRON", default="30 1 * * *")
#: Backups that are kept there; older ones go once a new one is whole.
BACKUP_KEEP = env.int("DNR_BACKUP_KEEP", default=14)
#: Who can open a backup, by comma: `gpg:` before a key of the keyring (its fingerprint is best), or `age:` before a
#: recipient (`age1…`). [nobody is asked for a key: files that their owner alone may read]
BACKUP_RECIPIENTS = env.list("DNR_BACKUP_RECIPIENTS", default=[])
#: The PostgreSQL server itself, named as in `DATABASE_URL`, where that one leads to pgbouncer: pg_dump and pg_restore
#: do not go through it. [that of `DATABASE_URL`]
BACKUP_DATABASE = env.db_url("DNR_BACKUP_DATABASE_URL") if env.str("DNR_BACKUP_DATABASE_URL", default="") else None

# What lies outside the database and cannot be made again, as files or folders.
BACKUP_KEYS: list[Path] = [VAR / "secret_key", BASE_DIR / ".env", *EDS_ANCHORS, LOG_KEYS]
