"""The paper that goes with a step, attached before it is taken: a withdrawal in writing, a ruling, an answer."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse

from cases.engine.steps import STEPS, papers
from cases.law.actors import OFFICIALS, Role
from cases.law.titles import rule_beside
from cases.web.documents.hearing import page
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.finding import the_case
from cases.web.step.overtaken import moved_on


@open_to(*OFFICIALS.values(), Role.HEAD)
def paper(request: AuthenticatedRequest, pk: UUID, name: str) -> HttpResponse:
    """GET: the card of the document. POST: keep what was sent. `name`: of the step."""
    case, step = the_case(request, pk), STEPS.get(name)
    if step is None or step.by != request.user.role or not step.paper:
        raise Http404
    if case.state not in step.sources:
        return moved_on(request, case, step)
    rule = rule_beside(case, step.paper)
    if rule is None or step.paper not in papers.attachable_kinds(case, request.user):
        raise Http404
    return page(request, case, rule, step.name)
