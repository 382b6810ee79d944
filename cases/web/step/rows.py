"""Several facts of one case, recorded by one press: each is a step of its own, in a transaction of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import ngettext

from cases.engine import performing
from cases.engine.steps import Step
from cases.engine.steps.errors import overtaken_by
from cases.engine.writing import audit
from cases.law.errors import CaseError
from cases.models import Case
from cases.web.request.access import AuthenticatedRequest
from cases.web.request.moment import moment, request_id
from cases.web.step.entered import bound


def overtaken(request: AuthenticatedRequest, case: Case, step: Step) -> str:
    """Who was quicker, where the page is older than the case; "" where it is not."""
    sent = request.POST.get("version", "")
    if not sent or sent == str(case.version):
        return ""
    return str(overtaken_by(step, audit.last_event(case), request.user))


def take_each(
    request: AuthenticatedRequest, case: Case, step: Step, rows: Mapping[str, Mapping[str, Any]]
) -> dict[str, list[str]]:
    """What was typed, by row; why a row was not recorded, by row."""
    wrong: dict[str, list[str]] = {}
    version = case.version
    for row, data in rows.items():
        version, why = _take(request, case, step, dict(data.items()), version)
        if why:
            wrong[row] = why
    return wrong


def _take(
    request: AuthenticatedRequest, case: Case, step: Step, data: dict[str, Any], version: int
) -> tuple[int, list[str]]:
    """The version of the case from then on, and why nothing was recorded."""
    case.forget_dossier()
    form = bound(request, case, step, data | {"version": version})
    if not form.is_valid():
        return version, [str(error) for errors in form.errors.values() for error in errors]
    now, rid = moment(request), request_id(request)
    try:
        taken = performing.perform(case.pk, step.name, request.user, now, form.facts(), version=version, request_id=rid)
    except CaseError as error:
        return version, [str(each) for each in getattr(error, "reasons", None) or [error]]
    return taken.version, []


def counted(done: int) -> str:
    return ngettext("Recorded: %(count)s document.", "Recorded: %(count)s documents.", done) % {"count": done}
