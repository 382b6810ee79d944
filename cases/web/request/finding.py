"""The case of the address, as far as the reader may see it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from cases.engine import programmes
from cases.engine.programmes import PROGRAMMES, Programme
from cases.engine.writing.locking import ensure_help
from cases.law.actors import Actor, Role
from cases.law.calendar import local_day
from cases.law.places import May
from cases.models import Case, Helper
from cases.web.request.access import AuthenticatedRequest
from cases.web.request.moment import moment


def the_case(request: AuthenticatedRequest, pk: UUID, *related: str, **beside: object) -> Case:
    """The case, if this user may see it, or helps in it where the page is open to helpers; otherwise it does not exist
    (404). `beside`: expressions read with it. Raises NoHelpError."""
    every = Case.objects.select_related("person", "city", *related)
    rows = every.visible_to(request.user).annotate(**beside).filter(pk=pk)
    return only_case(request, list(rows) or _helped(request, every.annotate(**beside).filter(pk=pk)))


def _helped(request: AuthenticatedRequest, rows: QuerySet[Case]) -> list[Case]:
    """Read under the help of this user, whose pages say so."""
    may = getattr(request, "helper_may", "")
    case = rows.first() if may else None
    row = Helper.latest(case.pk, request.user) if case else None
    if case is None or row is None:
        return []
    ensure_help(row, may)
    case.helper = row
    request.acting_for = case  # type: ignore[attr-defined]
    return [case]


def only_case(request: AuthenticatedRequest, rows: Sequence[Case]) -> Case:
    """The one case that was found for this user; 404 without."""
    if not rows or not _at_home(request, rows[0]):
        raise Http404
    case = rows[0]
    if getattr(request.user, "role", "") == Role.APPLICANT:
        prepare(case, moment(request))
    return case


def _at_home(request: HttpRequest, case: Case) -> bool:
    """A desk shows cases of its programme, other pages of a side those of the programmes whose desks it has; pages
    that are of no side show all."""
    here = request.resolver_match.namespace if request.resolver_match else ""
    desk = next((p.key for p in PROGRAMMES.values() if here in p.desks.values()), "")
    if desk:
        return case.programme == desk
    side = programmes.side_of(here)
    owners = [p.key for p in PROGRAMMES.values() if side in map(programmes.side_of, p.desks.values())]
    return not owners or case.programme in owners


def programme_at(request: HttpRequest, actor: Actor) -> Programme:
    """The programme whose desk of `actor` this page belongs to."""
    here = request.resolver_match.namespace if request.resolver_match else ""
    return next(programme for programme in PROGRAMMES.values() if programme.desks.get(actor) == here)


def prepare(case: Case, now: datetime) -> None:
    """What its owner has still to file is displayed under the order it would be filed under today (interpretation
    7)."""
    if May.PREPARE in case.place.may:
        case.read_under(case.dossier.intake_edition(local_day(now)))
