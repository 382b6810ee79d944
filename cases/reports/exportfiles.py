"""The file of an export: downloaded by who requested it, in the same post, and deleted when its days are over."""

from __future__ import annotations

from datetime import datetime
from typing import IO

from django.core.files.storage import storages
from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Coalesce

from cases.models import Export, ExportTaken, User

STORAGE = "exports"


def same_post(export: Export, user: User) -> bool:
    post = (export.user_id, export.role, export.city, export.body)
    return user.is_active and post == (user.pk, user.role, user.city_id or "", user.body)


def open_file(export: Export, user: User, now: datetime, address: str | None) -> IO[bytes] | None:
    """The file, and a line in the log; None where it is not for this person, not there, or not any more."""
    stored = export.state == Export.READY and export.file and export.expires_at and export.expires_at > now
    if not stored or not same_post(export, user):
        return None
    try:
        stream: IO[bytes] = storages[STORAGE].open(export.file, "rb")
    except OSError:
        return None
    ExportTaken(export=export, user=user, at=now, address=address or None).save(force_insert=True)
    return stream


def clean(now: datetime, limit: int = 500) -> int:
    """Files go whose days are over, whose person has left, or has another post by now. How many."""
    city = Coalesce("user__city_id", Value(""), output_field=CharField())
    over = Q(expires_at__lte=now) | Q(user__is_active=False) | ~Q(role=F("user__role"), city=city, body=F("user__body"))
    for row in (gone := list(Export.objects.exclude(file="").filter(over)[:limit])):
        storages[STORAGE].delete(row.file)
        Export.objects.filter(pk=row.pk).update(**{"state": Export.EXPIRED, "file": ""})
    return len(gone)
