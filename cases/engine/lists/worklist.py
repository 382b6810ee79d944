"""A screen of a desk's list, by keyset both ways: stable while cases come and go, and nothing of it is counted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q

from cases.engine.lists import search, unread
from cases.engine.lists.listquery import ORDERS, DeskUser, ListQuery, cases, filtered, waiting_on
from cases.engine.lists.queues import city_of
from cases.engine.people.colleagues import body_or_role
from cases.engine.terms import sittings
from cases.models import Case, User, keyset
from cases.models.assignment import owner_name
from cases.models.queries import CaseQuerySet, all_as_seen
from cases.models.visible import Visible

PAGE = 25


@dataclass(frozen=True, slots=True)
class CasePage:
    """One screen of a list."""

    cases: list[Case]
    after: str = ""
    """The cursor of the next screen, "" where there is none."""
    before: str = ""
    """The cursor of the previous screen, "" where there is none."""
    nearly: bool = False
    """No case matches the words exactly; these match words that are similar."""
    lost: bool = False
    """The cursor was invalid, so the list starts from the beginning."""


def page(wanted: ListQuery, viewer: DeskUser, after: str = "", before: str = "", size: int = PAGE) -> CasePage:
    """One index scan; one more for what may be a whole number, and where a search finds nothing as it is written."""
    cursor = _cursor(before or after, wanted)
    lost = bool(before or after) and cursor is None
    if (wanted.plain or wanted.tab) and cursor is None and size == PAGE:
        return replace(_screen(_first_page(viewer, wanted.tab), wanted, size), lost=lost)
    back = bool(before) and cursor is not None
    rows = _ordered(_marked(cases(wanted, viewer), viewer.user), wanted, back)
    if cursor is not None:
        rows = rows.filter(_beyond(cursor, wanted, back))
    hits = _whole_number(wanted, viewer, size) if cursor is None else []
    hits = hits or list(rows[: size + 1])
    result = _screen(hits, wanted, size, back, bool(after) and cursor is not None)
    if wanted.words:
        result = _hits(result, wanted, viewer, size, bool(hits) or cursor is not None)
    elif wanted.everywhere:
        result = replace(result, cases=all_as_seen(result.cases, viewer.user))
    return replace(result, lost=lost)


def _whole_number(wanted: ListQuery, viewer: DeskUser, size: int) -> list[Case]:
    rows = cases_with_number(wanted, viewer)
    return [] if rows is None else list(_ordered(_marked(rows, viewer.user), wanted, back=False)[: size + 1])


def cases_with_number(wanted: ListQuery, viewer: DeskUser) -> CaseQuerySet | None:
    """Cases with the number that is searched for, unordered; None for a search for anything else."""
    number = search.by_whole_number(search.parse(wanted.words)) if wanted.words else None
    if number is None:
        return None
    return filtered(Case.objects.visible_to(viewer.user, viewer.programme).filter(number), wanted, viewer)


def _hits(screen: CasePage, wanted: ListQuery, viewer: DeskUser, size: int, known: bool) -> CasePage:
    """The found cases as the user sees them, without those that match only by data from after his horizon."""
    query = search.parse(wanted.words)
    seen = search.visible_matches(screen.cases, viewer.user, query)
    if known or not query:
        return replace(screen, cases=seen)
    rows = filtered(_marked(Case.objects.visible_to(viewer.user, viewer.programme), viewer.user), wanted, viewer)
    similar = search.similar(rows, viewer.user, query, size)
    return CasePage(similar, nearly=bool(similar))


def screen(rows: CaseQuerySet, after: str, size: int = PAGE) -> CasePage:
    """One screen of the given rows, all of one city, the most urgent first."""
    by_term = ListQuery()
    cursor, rows = _cursor(after, by_term), _ordered(rows, by_term, back=False)
    if cursor is not None:
        rows = rows.filter(_beyond(cursor, by_term, back=False))
    return _screen(list(rows[: size + 1]), by_term, size, moved=cursor is not None)


def find(user: User, words: str, now: datetime, size: int = PAGE) -> CasePage:
    """Cases of the user's scope by a name or a number, as this user sees them."""
    wanted = ListQuery(words.strip()[: search.LONGEST].strip())
    return page(wanted, DeskUser(user, "", now), size=size) if wanted.words else CasePage([])


# ------------------------------------------------------------------------------------------------ the first page


def _listed(rows: CaseQuerySet, user: UUID, desk: str) -> CaseQuerySet:
    """What the rows of a list show; `owner_name`: who works on it in its present part, None for nobody;
    `hearing_on_day_off`: an hour of a hearing for which another has to be named; and what is new to this user of this
    desk (`cases.engine.lists.unread`)."""
    rows = rows.select_related("person").defer("questionnaire")
    rows = rows.annotate(owner_name=owner_name(), hearing_on_day_off=sittings.hour_on_day_off())
    return rows.annotate(**unread.unread_columns(user, desk))


_UNSEEN = (
    *("profession", "profession_kk", "profession_code", "language", "residence_address", "residence_on"),
    *("card_number", "card_issued_on", "arrived_on", "permit_number", "rework_round", "package_round", "checks_since"),
    *("opened_at", "submitted_at", "sent_to_ministry_at", "approved_at", "granted_at", "sort_name", "one_at_a_time"),
    *("person__born_on", "person__born_in", "person__birth_place", "person__passport_issued_on"),
    *("person__passport_issuer", "person__address", "person__phone"),
)
"""Columns that no row of a list displays, and that the page opened most often need not read."""


def _marked(rows: CaseQuerySet, user: User) -> CaseQuerySet:
    return _listed(rows, user.pk, body_or_role(user))


def _waiting_in(actor: str, city: str, user: UUID, desk: str) -> CaseQuerySet:
    return _listed(Case.objects.awaiting(actor, city), user, desk).defer(*_UNSEEN)


def _waiting(actor: str, user: UUID, desk: str) -> CaseQuerySet:
    return _listed(Case.objects.awaiting(actor), user, desk).defer(*_UNSEEN)


def _tab_in(actor: str, city: str, user: UUID, desk: str, state: str) -> CaseQuerySet:
    return _waiting_in(actor, city, user, desk).filter(state=state)


def _tab(actor: str, user: UUID, desk: str, state: str) -> CaseQuerySet:
    return _waiting(actor, user, desk).filter(state=state)


_FIRST_IN, _FIRST, _TAB_IN, _TAB = (Visible(rows, PAGE + 1) for rows in (_waiting_in, _waiting, _tab_in, _tab))


def _first_page(viewer: DeskUser, state: str) -> list[Case]:
    """The pages that are opened most often, prepared: all that waits, and what is in one state."""
    city, user = city_of(viewer.user), viewer.user
    arguments = [waiting_on(state, viewer), *([] if city is None else [city]), user.pk, body_or_role(user)]
    if state:
        return (_TAB if city is None else _TAB_IN)(user, *arguments, state, programme=viewer.programme)
    return (_FIRST if city is None else _FIRST_IN)(user, *arguments, programme=viewer.programme)


# ------------------------------------------------------------------------------------------------ order and cursors


def _keys(wanted: ListQuery) -> tuple[Any, ...]:
    return ORDERS[wanted.order].keys


def _ordered(rows: CaseQuerySet, wanted: ListQuery, back: bool) -> CaseQuerySet:
    """By the keys of the order, then by the case. In one city that is named too: PostgreSQL does not see that
    `city_id IS NULL` fixes it, and would sort all rows instead of following the index."""
    named = {f"_key{i}": key if hasattr(key, "resolve_expression") else F(key) for i, key in enumerate(_keys(wanted))}
    falling = wanted.descending != back
    columns = [*([] if wanted.everywhere else ["city_id"]), *named, "id"]
    return rows.annotate(**named).order_by(*(F(c).desc() if falling else F(c).asc() for c in columns))


def _screen(rows: list[Case], wanted: ListQuery, size: int, back: bool = False, moved: bool = False) -> CasePage:
    """`rows`: one more than the page has where the list goes on; when paging back, from its end."""
    more, rows = len(rows) > size, rows[:size]
    if back:
        rows = rows[::-1]
    forward, backward = (bool(rows), more) if back else (more, moved and bool(rows))
    return CasePage(rows, _written(rows[-1], wanted) if forward else "", _written(rows[0], wanted) if backward else "")


def _written(case: Case, wanted: ListQuery) -> str:
    values = [getattr(case, f"_key{i}", None) or getattr(case, str(key)) for i, key in enumerate(_keys(wanted))]
    return keyset.encode(values, case.pk)


_TEXTS = ("state", "sort_name")


def _cursor(text: str, wanted: ListQuery) -> keyset.Cursor | None:
    """None where the text is no cursor of this order."""
    return keyset.decode(text, [key in _TEXTS for key in _keys(wanted)])


def _beyond(cursor: keyset.Cursor, wanted: ListQuery, back: bool) -> Q:
    columns = [f"_key{i}" for i, _key in enumerate(_keys(wanted))]
    return keyset.rows_after(cursor, columns, falling=wanted.descending != back)
