"""Filters under a name: one's own and the unit's; saved, removed, and made the one with which the desk begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _

from cases.engine.lists.listquery import DeskUser, ListQuery, parse
from cases.models import SavedFilter, User, savedfilter
from cases.models.prepared import SqlStatement
from cases.models.savedfilter import MOST, saved_filters, unit_of
from cases.values.text import clean_line
from cases.web.desk.queue_filters import ALL
from cases.web.request.access import AuthenticatedRequest

LONGEST_TYPED = 200
"""Characters of a refused name that come back."""
LONGEST_NAME: int = SavedFilter._meta.get_field("name").max_length or 0  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class FilterLink:
    """A saved filter, with its link."""

    row: SavedFilter
    url: str
    current: bool
    mine: bool
    """This user may change it."""


def counted(reader: DeskUser) -> SqlStatement | None:
    """Those of `filters_of`, as a statement that is counted with others."""
    return savedfilter.statement_of(reader.user, reader.programme)


def filters_of(reader: DeskUser) -> list[SavedFilter]:
    """The user's own, then the unit's, by name: so the own one with which the desk begins comes first."""
    return saved_filters(reader.user, reader.programme)


def _may_change(row: SavedFilter, user: User) -> bool:
    """The author; of a filter of the unit also a colleague, once the author has left."""
    return row.user == user or (row.shared and not (row.user.is_active and unit_of(row.user) == row.unit))


def links(rows: Sequence[SavedFilter], wanted: ListQuery, reader: DeskUser) -> list[FilterLink]:
    return [FilterLink(row, f"?{row.query}", row.query == wanted.query, _may_change(row, reader.user)) for row in rows]


@dataclass(frozen=True, slots=True)
class NotKept:
    """A filter that was not kept: why, and what was entered."""

    why: str
    name: str
    shared: bool


def change(request: AuthenticatedRequest, reader: DeskUser, desk: str) -> HttpResponse | NotKept:
    """POST. What is saved is read as an address is: nothing else gets into a filter. Where it is not kept, the page of
    its list is displayed again."""
    sent = request.POST
    wanted, act = parse(sent.get("query", ""), reader), sent.get("act", "")
    if act == "keep" and (why := _keep(request, reader, wanted)):
        request.GET = QueryDict(f"{wanted.query}&filters=1")
        return NotKept(why, sent.get("name", "")[:LONGEST_TYPED], sent.get("shared") == "on")
    if act != "keep":
        _ACTS.get(act, _unknown)(request, reader, wanted)
    return HttpResponseRedirect(f"{desk}?{wanted.query or ALL}")


def _unknown(request: AuthenticatedRequest, reader: DeskUser, wanted: ListQuery) -> None:
    messages.error(request, _("Nothing was changed: the page asked for something that is not known."))


def _keep(request: AuthenticatedRequest, reader: DeskUser, wanted: ListQuery) -> str:
    """Why it is not kept; "" where it is."""
    name, shared = clean_line(request.POST.get("name", "")), request.POST.get("shared") == "on"
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        return _("The filter was not kept: give it a name of at most 60 characters.")
    if wanted.plain:
        return _("There is nothing to keep: choose a filter or an order first.")
    if SavedFilter.of(reader.user, reader.programme).filter(shared=shared).count() >= MOST:
        return _("30 filters are kept already: remove one first.")
    return _write(request, reader, wanted, name, shared)


def _write(request: AuthenticatedRequest, reader: DeskUser, wanted: ListQuery, name: str, shared: bool) -> str:
    """As `_keep`."""
    row = SavedFilter(user=reader.user, programme=reader.programme, unit=unit_of(reader.user), name=name, shared=shared)
    row.query = wanted.query
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return _("A filter “%(name)s” is kept already: choose another name.") % {"name": name}
    messages.success(request, _("Kept: “%(name)s”.") % {"name": name})
    return ""


def _mine(request: AuthenticatedRequest, reader: DeskUser) -> SavedFilter | None:
    """A filter of somebody else, or of another unit, is none here."""
    try:
        pk = UUID(request.POST.get("filter", ""))
    except ValueError:
        pk = None
    row = SavedFilter.of(reader.user, reader.programme).filter(pk=pk).select_related("user").first() if pk else None
    if row is None or not _may_change(row, reader.user):
        row = None
        messages.error(request, _("This filter is not there any more, or it is a colleague's."))
    return row


def _remove(request: AuthenticatedRequest, reader: DeskUser, wanted: ListQuery) -> None:
    if row := _mine(request, reader):
        row.delete()
        messages.success(request, _("Removed: “%(name)s”.") % {"name": row.name})


def _start(request: AuthenticatedRequest, reader: DeskUser, wanted: ListQuery) -> None:
    """The desk begins with it, or, where it did, with all that waits. One's own goes before the unit's."""
    row = _mine(request, reader)
    if row is None:
        return
    starts = not row.starts
    with transaction.atomic():
        others = SavedFilter.of(reader.user, reader.programme).filter(shared=row.shared)
        others.filter(starts=True).update(starts=False)
        SavedFilter.objects.filter(pk=row.pk).update(starts=starts)
    words = _("The desk begins with “%(name)s”.") if starts else _("The desk begins with all that waits.")
    messages.success(request, words % {"name": row.name})


_ACTS = {"remove": _remove, "start": _start}
