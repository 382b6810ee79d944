"""Who else has the case open, and whether it has moved: a small part of a page that reloads itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID
from zlib import crc32

from django.http import Http404, HttpResponse
from django.shortcuts import render

from cases.engine.steps import STEPS
from cases.engine.steps.errors import overtaken_by
from cases.engine.writing import audit
from cases.law.actors import DESK_ROLES
from cases.models import Case
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.addresses import case_url, first_desk
from cases.web.request.finding import the_case
from cases.web.request.moment import moment
from cases.workload import presence


def leave(request: AuthenticatedRequest, case: Case, step: str) -> None:
    """The step is taken: nobody waits for its writer any more."""
    if request.user.role in DESK_ROLES:
        presence.leave(case, request.user, step)


@open_to(*DESK_ROLES)
def present(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    """GET of the page's script, each POLL seconds: the user's own page is remembered. `version`: of the case as the
    page shows it; `step`: the form that is open. Who had the case open and does not see it any more reads so once."""
    try:
        case = the_case(request, pk)
    except Http404:
        if not presence.had_open(pk, request.user):
            raise
        left = {"left": True, "here": first_desk(request.user)}
        return render(request, "cases/workload/_present.html", {"present": left})
    context = watch(request, case, request.GET.get("step", ""))
    seen = request.GET.get("version", "")
    if seen.isdecimal() and len(seen) < 10 and int(seen) < case.version:
        context["version"] = seen
        step = STEPS.get(request.GET.get("step", ""))
        context["moved"] = str(overtaken_by(step, audit.last_event(case), request.user))
        context["here"] = case_url(request.user, case)
        context["mark"] = _mark([context["moved"], *context.get("others", ())])
    if request.GET.get("had") == context["mark"]:
        return HttpResponse(status=204)  # nothing new: nobody's screen reader says it again
    return render(request, "cases/workload/_present.html", {"present": context})


def watch(
    request: AuthenticatedRequest, case: Case, step: str = "", known: presence.Known | None = None
) -> dict[str, Any]:
    """For a page of a case: who else has it open, where that matters to the user. Without a script a page is
    remembered when it is opened. `known`: read with the row of the case."""
    user, now = request.user, moment(request)
    name = step if step in STEPS and STEPS[step].by == user.role else ""
    watched = presence.is_watched(case, user)
    others: list[presence.OpenPage] = []
    if watched:
        others = presence.open_page(case, user, now, known) if known else presence.visit(case, user, now, name)
    return {
        "watched": watched,
        "others": others,
        "mark": _mark(others),
        "version": case.version,
        "poll": presence.POLL,
        "writing": name,
        "case": case,
    }


def _mark(others_seen: Sequence[object]) -> str:
    """The same for what says the same."""
    return f"{crc32(repr(others_seen).encode()):x}" if others_seen else ""
