"""Small things of the edge: the moment, the request's id, and finding a case for the one who asks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone

from cases.law.actors import Actor, Role
from cases.law.calendar import local_day
from cases.law.places import May
from cases.models import Case, User
from cases.programmes.nomad.states import DESKS
from cases.web.access import AuthenticatedRequest


def moment(request: HttpRequest) -> datetime:
    """The one reading of the clock for this request."""
    if not hasattr(request, "_moment"):
        request._moment = timezone.now()  # type: ignore[attr-defined]
    found: datetime = request._moment  # type: ignore[attr-defined]
    return found


def request_id(request: HttpRequest) -> str:
    return str(request.META.get("DNR_REQUEST_ID", ""))


def the_case(request: AuthenticatedRequest, pk: UUID, *related: str, **beside: Any) -> Case:
    """The case, if this user may see it; otherwise it does not exist (404). `beside`: expressions read with it."""
    rows = Case.objects.visible_to(request.user).select_related("person", "city", *related).annotate(**beside)
    return shown_to(request, list(rows.filter(pk=pk)))


def shown_to(request: AuthenticatedRequest, rows: Sequence[Case]) -> Case:
    """The one case that was found for this user; 404 without."""
    if not rows:
        raise Http404
    found = rows[0]
    if getattr(request.user, "role", "") == Role.APPLICANT:
        prepare(found, moment(request))
    return found


def prepare(case: Case, now: datetime) -> None:
    """What its owner has still to file is shown under the order it would be filed under today (interpretation 7)."""
    if May.PREPARE in case.place.may:
        case.read_under(case.dossier.intake_edition(local_day(now)))


def desk_url(user: User) -> str:
    return reverse(f"{DESKS[Actor(user.role)]}:home")


def case_url(user: User, case: Case) -> str:
    return reverse(f"{DESKS[Actor(user.role)]}:case", args=[case.pk])
