"""What an installation must have before anybody comes: translations, sound data, the right zone, a place for the demo.

Those that ask the database run with `check --database default`, `prepare`, `worker`, and as gunicorn starts a demo.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.mail.backends import smtp
from django.db import DatabaseError
from django.utils.module_loading import import_string

from cases.evidence.backup import sealing
from cases.health import zone
from cases.law import regulations
from cases.programmes.nomad import reference
from dnr import catalogues

OLD_ZONES = "Asia/Almaty must be UTC+5 since 1 March 2024 and UTC+6 before: legal days would be counted an hour off."


@register(Tags.translation)
def translations(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    missing = [str(path.relative_to(path.parents[3])) for path in catalogues.unusable()]
    if not missing:
        return []
    hint = "`python manage.py prepare` compiles them; every page would be in English."
    return [Error(f"Translations are not compiled: {', '.join(missing)}.", hint=hint, id="dnr.E001")]


@register
def data(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    """Every edition of the order, and the reference data, each fault with its file and place."""
    messages: list[CheckMessage] = []
    try:
        regulations.editions()
    except regulations.RegulationError as error:
        messages.append(Error(f"cases/programmes/*/editions/{error}", id="dnr.E002"))
    messages += [Error(f"cases/programmes/nomad/reference/{fault}", id="dnr.E003") for fault in reference.faults()]
    return messages


@register
def zones(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    messages: list[CheckMessage] = []
    if zone.python_off():
        messages.append(
            Error(OLD_ZONES, hint="Python's zone data are too old: install requirements.txt.", id="dnr.E004")
        )
    if time.localtime(1_709_380_800).tm_gmtoff != 5 * 3600:  # 2 March 2024
        hint = "No term depends on them; times in the logs of other programs do. Renew the package tzdata."
        messages.append(Warning("The system's own zone data are too old.", hint=hint, id="dnr.W004"))
    return messages


@register(Tags.database)
def zones_of_the_database(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: object
) -> list[CheckMessage]:
    try:
        off = zone.database_off() if databases else None
    except DatabaseError:  # away: that is for /health/ready to say
        off = None
    hint = "PostgreSQL's zone data are too old: renew its package, or tzdata where it takes the system's."
    return [Error(OLD_ZONES, hint=hint, id="dnr.E005")] if off else []


@register(Tags.database)
def demo(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: object
) -> list[CheckMessage]:
    """A demo lets anybody in as anybody: never where there are people it has not made."""
    if not (settings.DEMO and databases):
        return []
    from demo import strangers

    try:
        number = strangers.number()
    except DatabaseError:  # away, or no tables yet
        return []
    if not number:
        return []
    hint = "Set DNR_DEMO=false; or give the demo a database and a folder of its own (DATABASE_URL, DNR_VAR)."
    message = (
        f"DNR_DEMO is on, and this database has accounts that the demo has not made ({strangers.in_words(number)})."
    )
    return [Error(message, hint=hint, id="dnr.E006")]


@register(Tags.security, deploy=True)
def backups(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    if settings.BACKUP_DIR:
        return []
    hint = "Set it to a folder on another disk or host, or see to a backup by other means (docs/operations/backup.md)."
    return [Warning("DNR_BACKUP_DIR is not set: no backup is made by itself.", hint=hint, id="dnr.W008")]


@register(Tags.security)
def openers(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    """Who can open a backup is wrong now, and not at night."""
    try:
        sealing.configured()
    except sealing.BackupError as error:
        return [Error(str(error), id="dnr.E009")]
    return []


@register
def sender(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    if settings.DEMO or not issubclass(import_string(settings.EMAIL_BACKEND), smtp.EmailBackend):
        return []
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">").strip()
    if host != "localhost" and "." in host and not _is_address(host):
        return []
    hint = "Set PUBLIC_URL to the portal's own name, or DEFAULT_FROM_EMAIL to an address that mail may come from."
    message = f"Mail would come from {settings.DEFAULT_FROM_EMAIL!r}, which mail servers refuse or drop."
    return [Warning(message, hint=hint, id="dnr.W007")]


def _is_address(host: str) -> bool:
    try:
        return bool(ip_address(urlsplit(f"//{host}").hostname or ""))
    except ValueError:
        return False
