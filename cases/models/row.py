"""What every table shares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, ClassVar, NoReturn
from uuid import UUID

from django.db import models, transaction
from django.utils.choices import CallableChoiceIterator
from django.utils.encoding import force_str
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from cases.models import leaves
from cases.models.ids import uuid7
from cases.models.logged import Logged


class Row(models.Model):
    """A row known by a time-ordered UUID made in Python."""

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta:
        abstract = True

    def _get_FIELD_display(self, field: Any) -> str:  # Django's name
        """What `get_…_display` calls. Django's own hashes, and translates for that, every word of the choices."""
        value, choices = getattr(self, field.attname), field.choices
        pairs = choices.func() if isinstance(choices, CallableChoiceIterator) else field.flatchoices
        return force_str(next((words for key, words in pairs if key == value), value), strings_only=True)


def in_chunks(rows: models.QuerySet[Any], chunk: int) -> Iterator[Any]:
    """All `rows` in the order of their keys, `chunk` of them in memory. `QuerySet.iterator` would leave open a cursor
    of the server, which behind pgbouncer is somebody else's by the second piece."""
    rows, after = rows.order_by("pk"), None
    while batch := list((rows if after is None else rows.filter(pk__gt=after))[:chunk]):
        yield from batch
        after = batch[-1].pk


class AppendOnlyError(TypeError):
    """Somebody tried to change or remove a row of a log."""


class LogQuerySet(models.QuerySet[Any]):
    """Reads and adds; what would change or remove rows raises AppendOnlyError."""

    def _refuse(self, *args: object, **kwargs: object) -> NoReturn:
        raise AppendOnlyError(self.model._meta.label)

    update = delete = bulk_update = update_or_create = _raw_delete = _refuse

    def bulk_create(self, objs: Iterable[Any], *args: Any, update_conflicts: bool = False, **kwargs: Any) -> Any:
        if update_conflicts:
            self._refuse()
        if not self.model.in_log:
            return super().bulk_create(objs, *args, **kwargs)
        rows = list(objs)
        with transaction.atomic(savepoint=False):
            if rows:
                leaves.plain_defaults(rows)
            made = super().bulk_create(rows, *args, **kwargs)
            leaves.add_rows(rows)
        return made


class LogRow(Logged, Row):
    """A row written once: changing or deleting it through the ORM raises AppendOnlyError.

    `in_log`: it has a leaf in the log that proves the record whole.
    """

    objects: ClassVar[Any] = LogQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError(self._meta.label)
        super().save(*args, **kwargs)

    def delete(self, *args: object, **kwargs: object) -> Any:
        raise AppendOnlyError(self._meta.label)


def history(*derived: str) -> HistoricalRecords:
    """Every field of every version but the `derived` ones; ids in order of time, no foreign key to rows that may be
    archived."""
    return HistoricalRecords(
        history_id_field=models.UUIDField(default=uuid7),
        user_db_constraint=False,
        excluded_fields=list(derived),
        bases=[Logged],
    )


def values_before(row: Any, field: str, limit: int) -> list[tuple[datetime, Any]]:
    """(moment, value) of a column in the versions of a row, newest first."""
    return list(row.history.order_by("-history_id").values_list("history_date", field)[:limit])


def case_link(related: str = "+", **options: object) -> models.ForeignKey[Any, Any]:
    merged: dict[str, Any] = {"on_delete": models.PROTECT, "db_index": False, "verbose_name": _("case")} | options
    return models.ForeignKey("cases.Case", related_name=related, **merged)


def user_link(**options: object) -> models.ForeignKey[Any, Any]:
    merged: dict[str, Any] = {"on_delete": models.PROTECT, "related_name": "+", "db_index": False}
    return models.ForeignKey("cases.User", **merged | {"verbose_name": _("user")} | options)


def corrects_link() -> models.ForeignKey[Any, Any]:
    """To the row of the same table whose place the new one takes."""
    return models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("corrects"), related_name="+", null=True, db_index=False
    )


def why_corrected() -> models.CharField[Any, Any]:
    return models.CharField(_("why corrected"), max_length=1000, blank=True, db_default="")
