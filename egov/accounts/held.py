"""What the portal holds of a person, who has read it, on which consents; a copy of it all, and what may be deleted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.law.actors import Role
from cases.law.calendar import local_day
from cases.law.errors import CaseError
from cases.law.places import May
from cases.models import Case, Consent, ReadLog
from cases.service import own_data, queries
from cases.service.acts import filing, record_reading, signing_in
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.addresses import case_url
from cases.web.request.callers import address
from cases.web.request.finding import the_case
from cases.web.request.moment import moment, request_id

PAGE = "egov/accounts/held.html"
READINGS = 300
"""Of which the page tells, the newest; the copy has all."""


class Reading(NamedTuple):
    """On one day, by people of one office."""

    day: date
    who: str
    case: Case
    what: str
    """What they opened, each once."""
    times: int


class ShownConsent(NamedTuple):
    """A consent, as displayed."""

    row: Consent
    standing: str
    """One of "given", "taken_back" (given, and taken back later), "withdrawn" and "declined"."""
    url: str
    """Of the step that takes it back; "" where it cannot be taken back here."""


@open_to(Role.APPLICANT)
def what_is_held(request: AuthenticatedRequest) -> HttpResponse:
    user = request.user
    cases = own_data.all_cases_of(user)
    documents = Counter(row.case_id for row in own_data.documents_read_by(user, cases))
    context: dict[str, Any] = {
        "cases": [(case, documents[case.pk], case_url(user, case)) for case in reversed(cases)],
        "filed": any(case.submitted_at for case in cases),
        "consents": list(_consents(request, cases)),
        "readings": _readings(own_data.readings_of(user, cases, READINGS)),
        "certificate": signing_in.last_certificate(user),
        "clearable": [case for case in cases if May.PREPARE in case.place.may and case.open],
    }
    return render(request, PAGE, context)


def _consents(request: AuthenticatedRequest, cases: list[Case]) -> Iterator[ShownConsent]:
    later: dict[tuple[UUID, str], bool] = {}
    for row in own_data.consents_of(cases):
        key = (row.case_id, row.purpose)
        newest = key not in later
        url = _withdrawal(request, row, cases) if newest and row.given else ""
        yield ShownConsent(row, _standing(row, newest), url)
        later.setdefault(key, row.given)


def _standing(row: Consent, newest: bool) -> str:
    if row.given:
        return "given" if newest else "taken_back"
    return "declined" if row.case.submitted_at is None else "withdrawn"


def _withdrawal(request: AuthenticatedRequest, row: Consent, cases: list[Case]) -> str:
    """Of the case's own buttons: whether it may be taken back there, the step knows."""
    case = next(case for case in cases if case.pk == row.case_id)
    steps = [button.step for button in queries.buttons(case, request.user, moment(request)) if not button.blocked]
    name = next((step.name for step in steps if step.recalls == row.purpose), "")
    return reverse("cases:step", args=[case.pk, name]) if name else ""


def _readings(rows: list[ReadLog]) -> list[Reading]:
    """By day, office and case, the newest first."""
    runs: dict[tuple[date, str, UUID], list[ReadLog]] = {}
    for row in rows:
        runs.setdefault((local_day(row.at), _who(row), row.case_id), []).append(row)
    return [
        Reading(day, who, run[0].case, ", ".join(dict.fromkeys(row.in_words for row in run)), len(run))
        for (day, who, _case), run in runs.items()
    ]


def _who(row: ReadLog) -> str:
    """The office: who it was is on record there, and with the auditor. A helper by name."""
    if row.user.role == Role.APPLICANT:
        return _("Helper: %(name)s") % {"name": row.user.full_name}
    role, city = row.user.get_role_display(), row.user.city
    return f"{role}, {city}" if city else str(role)


@open_to(Role.APPLICANT)
def export(request: AuthenticatedRequest) -> HttpResponseBase:
    """Everything as one ZIP, given out while it is written; each case keeps that it was taken."""
    user, now = request.user, moment(request)
    cases = own_data.all_cases_of(user)
    for case in cases:
        record_reading(case, user, "case_bundle", now, address=address(request))
    response = StreamingHttpResponse(own_data.own_archive(user, cases, now), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="my-data-{local_day(now):%Y%m%d}.zip"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@open_to(Role.APPLICANT)
def clear(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    """POST: what is prepared in this case and was never filed."""
    the_case(request, pk)
    if request.method != "POST":
        return redirect("accounts:held")
    if not request.POST.get("sure"):
        messages.error(request, _("Nothing was deleted: tick that you are sure."))
        return redirect("accounts:held")
    try:
        gone = filing.clear(pk, request.user, moment(request), request_id=request_id(request))
    except CaseError as error:
        messages.error(request, str(error))
    else:
        words = ngettext("Deleted: %(n)d file, and the answers.", "Deleted: %(n)d files, and the answers.", gone)
        messages.success(request, words % {"n": gone})
    return redirect("accounts:held")
