"""The case of the address, as far as the reader may see it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest

from cases.engine import programmes
from cases.engine.programmes import PROGRAMMES, Programme
from cases.law.actors import Actor, Role
from cases.law.calendar import local_day
from cases.law.places import May
from cases.models import Case
from cases.web.request.access import AuthenticatedRequest
from cases.web.request.moment import moment


def the_case(request: AuthenticatedRequest, pk: UUID, *related: str, **beside: object) -> Case:
    """The case, if this user may see it; otherwise it does not exist (404). `beside`: expressions read with it."""
    rows = Case.objects.visible_to(request.user).select_related("person", "city", *related).annotate(**beside)
    return only_case(request, list(rows.filter(pk=pk)))


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
