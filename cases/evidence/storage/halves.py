"""Files that arrive in pieces: begun, continued where they stopped, whole, forgotten. Each belongs to its sender alone.

A piece is written first and counted then, in one statement that holds where the one before it ended: of two that
come at once one counts, and the other leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from io import BytesIO
from uuid import UUID, uuid4

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from cases.law.errors import CaseError
from cases.models import HalfUpload, User

UPLOADS = "uploads"
NAME = 200


class HalfUploadError(CaseError):
    """`status` as HTTP has it: 404 not there, 409 not where the last piece ended, 410 too old, 413 too much, 429 too
    many at once."""

    def __init__(self, status: int) -> None:
        self.status = status

    def __str__(self) -> str:
        return str(SENTENCES[self.status])


SENTENCES = {
    404: _("A part of the file has not arrived. Choose it again and send it once more."),
    409: _("The piece does not begin where the last one has ended."),
    410: _("The file was begun too long ago, and its first part is not kept any more. Choose it again."),
    413: _("More has come than was announced, or than may come. Save the file in a lower quality and choose it again."),
    429: _("You have too many files half sent. Wait until they are sent, or send the next one tomorrow."),
}


def most_together() -> int:
    """Bytes of all files of one form."""
    return int(max(settings.REQUEST_MAX_BYTES_OF.values()) - settings.DATA_UPLOAD_MAX_MEMORY_SIZE)


def begin(user: User, name: str, length: int, now: datetime) -> HalfUpload:
    """Raises HalfUploadError: 413, 429."""
    if not 0 < length <= settings.DNR_UPLOAD_MAX_BYTES:
        raise HalfUploadError(413)
    mine = HalfUpload.objects.filter(user=user)
    forget(mine.filter(expires_at__lte=now))
    if _is_full(mine.count(), mine.aggregate(n=Sum("length"))["n"] or 0, length):
        raise HalfUploadError(429)
    until = now + timedelta(hours=settings.DNR_HALF_UPLOAD_HOURS)
    return HalfUpload.objects.create(user=user, name=name[-NAME:], length=length, began_at=now, expires_at=until)


def _is_full(count: int, announced: int, coming: int) -> bool:
    most = settings.DNR_HALF_UPLOADS
    return count >= most or announced + coming > settings.DNR_HALF_UPLOADS_MAX_BYTES


def find_half(user: User, pk: UUID, now: datetime) -> HalfUpload:
    """Raises HalfUploadError: 404 for another's too, 410."""
    row = HalfUpload.objects.filter(pk=pk, user=user).first()
    if row is None:
        raise HalfUploadError(404)
    if row.expires_at <= now:
        raise HalfUploadError(410)
    return row


def go_on(row: HalfUpload, offset: int, data: bytes) -> HalfUpload:
    """One piece more. Raises HalfUploadError: 409, 413; and what the storage raises."""
    if offset != row.offset:
        raise HalfUploadError(409)
    if offset + len(data) > row.length:
        raise HalfUploadError(413)
    if not data:
        return row
    name = storages[UPLOADS].save(f"{row.pk}/{offset}-{uuid4().hex}", ContentFile(data))
    pieces, end = [*row.pieces, name], offset + len(data)
    if not HalfUpload.objects.filter(pk=row.pk, offset=offset).update(offset=end, pieces=pieces):
        storages[UPLOADS].delete(name)
        raise HalfUploadError(409)
    row.offset, row.pieces = end, pieces
    return row


def whole(row: HalfUpload) -> BytesIO:
    """Raises HalfUploadError: 404 where it is not whole, or a piece is gone."""
    if not row.is_whole:
        raise HalfUploadError(404)
    out = BytesIO()
    try:
        for name in row.pieces:
            with storages[UPLOADS].open(name) as piece:
                out.write(piece.read())
    except OSError as error:
        raise HalfUploadError(404) from error
    out.seek(0)
    return out


def forget(rows: Iterable[HalfUpload]) -> int:
    gone = 0
    for row in rows:
        for name in row.pieces:
            storages[UPLOADS].delete(name)
        gone += row.delete()[0]
    return gone


def forget_expired(now: datetime) -> int:
    return forget(HalfUpload.objects.filter(expires_at__lte=now))
