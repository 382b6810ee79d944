"""The scan of a consent that was withdrawn on paper, on the page of the step that records it."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse

from cases.engine.steps import STEPS
from cases.law.actors import Role
from cases.law.titles import WITHDRAWAL, rule_of
from cases.programmes.nomad.consents import withdrawals
from cases.web.access import AuthenticatedRequest, open_to
from cases.web.common import the_case
from cases.web.hearing import page
from cases.web.step import moved_on


@open_to(Role.SCREENER, Role.SIGNER, Role.OFFICER)
def paper(request: AuthenticatedRequest, pk: UUID, name: str) -> HttpResponse:
    """GET: the card of the document. POST: keep what was sent. `name`: of the step."""
    case, step = the_case(request, pk), STEPS.get(name)
    if step is None or step.by != request.user.role or not withdrawals.paper_kind(step):
        raise Http404
    if case.state not in step.sources:
        return moved_on(request, case, step)
    rule = rule_of(case, WITHDRAWAL, withdrawals.paper_kind(step))
    if rule is None:
        raise Http404
    return page(request, case, rule, step.name)
