"""A list of cases, or a journal, as a file: requested by a person, written by the worker, stored for some days, sent to
that person alone.

The file contains what the person may see when it is written, each case as it is at that moment. It is of the
post in which it was requested: somebody who has moved to another city or role since gets nothing of it.
"""

from __future__ import annotations

import errno
import hashlib
import tempfile
import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import IO, Any
from uuid import UUID

import structlog
from django.conf import settings
from django.core.files import File
from django.core.files.storage import storages
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from cases.law.calendar import local_day
from cases.models import Export, ReadLog, User
from cases.outbox.writing import enqueue
from cases.reports import columns, sheets
from cases.reports.caselists import CaseList, ListedCase, NoSuchListError
from cases.reports.counting import start_of
from cases.reports.exportfiles import STORAGE, same_post
from cases.reports.journals import JournalList, open_exported
from cases.values import moments

log = structlog.get_logger(__name__)

CHUNK = 1000
AT_ONCE = 3
"""Exports of one person that are not finished."""
SPARE = 20
"""Seconds of a job's time that are left for the end."""


class RefusedError(Exception):
    """Why the request was refused, in the reader's words."""


class _Stopped(Exception):
    pass


class _Failed(Exception):
    """With a key of `Export.FAULTS`."""


# ------------------------------------------------------------------------------------------------ requested


def request_export(
    user: User,
    source: str,
    filters: Mapping[str, str],
    chosen: Sequence[str],
    kind: str,
    now: datetime,
    request_id: str,
) -> Export:
    """Raises NoSuchListError, and RefusedError where this person has requested too much."""
    words = open_exported(source, filters, user).words
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)  # two presses at once are counted one after the other
        _ensure_few(user, now)
        export = Export(
            user=user,
            role=user.role,
            city=user.city_id or "",
            body=user.body,
            source=source,
            filters=dict(filters),
            words=words[:1000],
            columns=list(chosen),
            kind=kind,
            language=translation.get_language() or "ru",
            asked_at=now,
        )
        export.save(force_insert=True)
        enqueue(now, [("export", export.pk)], request_id=request_id)
    return export


def _ensure_few(user: User, now: datetime) -> None:
    mine = Export.objects.filter(user=user)
    if mine.filter(state__in=Export.UNFINISHED).count() >= AT_ONCE:
        raise RefusedError(_("Your earlier exports are still being written. Wait for them, or cancel one."))
    if mine.filter(asked_at__gte=start_of(local_day(now))).count() >= settings.DNR_EXPORTS_A_DAY:
        raise RefusedError(_("You have asked for as many exports today as one person may. Go on tomorrow."))


def cancel(export: Export, now: datetime) -> bool:
    """Whether it was still in time."""
    open_still = Export.objects.filter(pk=export.pk, state__in=Export.UNFINISHED)
    return bool(open_still.update(**{"state": Export.CANCELLED, "ended_at": now}))


def repeat(export: Export, user: User, now: datetime, request_id: str) -> Export:
    """The same list once more, as it is now. Raises as `request_export` does."""
    return request_export(user, export.source, export.filters, export.columns, export.kind, now, request_id)


# ------------------------------------------------------------------------------------------------ written


def write(ref: UUID, now: datetime, request_id: str) -> None:
    """The handler of the outbox. Whatever goes wrong is the export's end, in words: the person tries again."""
    rows = Export.objects.filter(pk=ref, state__in=Export.UNFINISHED)
    if not rows.update(**{"state": Export.RUNNING, "rows": 0}):
        return
    export = Export.objects.select_related("user").get(pk=ref)
    try:
        with translation.override(export.language):
            _write(export, now)
    except _Stopped:
        log.info("export cancelled", export=str(ref))
    except _Failed as failed:
        _end(export, now, str(failed))
    except NoSuchListError:
        _end(export, now, "gone")
    except OSError as error:
        log.warning("export not written", export=str(ref), error=str(error)[:200])
        _end(export, now, "full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "fault")
    except Exception:
        log.exception("export not written", export=str(ref))
        _end(export, now, "fault")


def _end(export: Export, now: datetime, fault: str) -> None:
    outcome = {"state": Export.FAILED, "error": fault, "ended_at": now}
    Export.objects.filter(pk=export.pk, state=Export.RUNNING).update(**outcome)


def _write(export: Export, now: datetime) -> None:
    if not same_post(export, export.user):
        raise _Failed("post")
    listed = open_exported(export.source, export.filters, export.user)
    end = time.monotonic() + settings.TASK_TIMEOUT - SPARE
    with tempfile.TemporaryFile() as file:
        count = _fill(export, listed, file, now, end)
        _keep(export, file, count, now)


def _fill(export: Export, listed: CaseList | JournalList, file: IO[bytes], now: datetime, end: float) -> int:
    out = sheets.writer(export.kind, file)
    out.sheet(str(_("About this file")))
    for line in _about(export, listed, now):
        out.row([line])
    selected = columns.chosen(export.columns, listed)
    out.sheet(str(listed.sheet))
    out.row([column.label for column in selected], heading=True)
    # Which rows the file has is fixed before the first is written: the office works on while it grows.
    keys, count = listed.keys(settings.DNR_EXPORT_ROWS + 1), 0
    if len(keys) > settings.DNR_EXPORT_ROWS:
        raise _Failed("many")
    _go_on(export, 0, end, total=len(keys))
    for start in range(0, len(keys), CHUNK):
        rows = listed.rows_of(keys[start : start + CHUNK], export.user)
        for row in rows:
            out.row([column.value(row) for column in selected])
        count += len(rows)
        if isinstance(listed, CaseList):
            _remember(export, rows, now)
        _go_on(export, count, end)
    out.close()
    return count


def _go_on(export: Export, count: int, end: float, **more: int) -> None:
    """Show how far it is, and what `more` is known; stop where it was cancelled, or takes too long."""
    if not Export.objects.filter(pk=export.pk, state=Export.RUNNING).update(rows=count, **more):
        raise _Stopped
    if time.monotonic() > end:
        raise _Failed("long")


def _remember(export: Export, rows: Sequence[ListedCase], now: datetime) -> None:
    """Whoever looks up who has read a case finds the export there; who downloaded its file is recorded with the
    export."""
    read = [ReadLog(case=row.case, user=export.user, what="export", ref=str(export.pk), at=now) for row in rows]
    ReadLog.objects.bulk_create(read, batch_size=500)


def _about(export: Export, listed: CaseList | JournalList, now: datetime) -> list[str]:
    where = export.user.city.department if export.user.city else str(export.get_body_display() or "")
    return [
        export.words,
        str(listed.about) % {"moment": moments.moment(now)},
        _("Exported by: %(who)s") % {"who": ", ".join(filter(None, [export.user.full_name, where]))},
        _("Personal data: keep the file as the law of 21 May 2013 on personal data asks, and delete it after use."),
    ]


def _keep(export: Export, file: IO[bytes], count: int, now: datetime) -> None:
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    size = file.tell()
    file.seek(0)
    name = f"{export.pk}.{export.kind}"
    storage = storages[STORAGE]
    try:
        stored = storage.save(name, File(file))
    except BaseException:
        storage.delete(name)
        raise
    facts: dict[str, Any] = {"rows": count, "file": stored, "size": size, "sha256": digest, "ended_at": now}
    facts |= {"state": Export.READY, "expires_at": now + timedelta(hours=settings.DNR_EXPORT_HOURS)}
    if not Export.objects.filter(pk=export.pk, state=Export.RUNNING).update(**facts):
        storage.delete(stored)
        raise _Stopped
