"""The steps of the page by importance: the form on the page itself, and the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cases.engine.lists.queues import Button
from cases.engine.performing import drafted_acts
from cases.engine.programmes import form_of
from cases.engine.programmes.forms import StepForm
from cases.models import Case, StepDraft
from cases.web.drafts import stepdrafts
from cases.web.request.access import AuthenticatedRequest
from cases.web.request.moment import moment
from cases.web.step import signing


@dataclass(frozen=True, slots=True)
class Inline:
    """The step that is taken on the case page itself."""

    button: Button
    form: StepForm
    draft: StepDraft | None
    drafts: bool = False
    """The step makes a draft that another official approves."""

    @property
    def signed(self) -> bool:
        return signing.needed(self.button.step) and not self.drafts


def work_context(
    case: Case,
    request: AuthenticatedRequest,
    buttons: list[Button],
    drafts: Sequence[StepDraft] = (),
) -> dict[str, Any]:
    """The user's steps by importance: what waits for this user, one form on the page, then further steps, blocked ones,
    and the rest.

    `drafts`: the user's of this case, the newest first.
    """
    first = [b for b in buttons if not b.blocked and form_of(b.step).first]
    awaited = [b for b in buttons if not b.blocked and form_of(b.step).awaited(case, moment(request))]
    spot = _on_the_spot(case, [b for b in buttons if b not in first + awaited])
    rest = [b for b in buttons if b is not spot and b not in first + awaited]
    draft = next((row for row in drafts if spot and row.typed and row.step == spot.step.name), None)
    second = spot is not None and drafted_acts.needs_approval(case, spot.step, moment(request))
    return {
        "inline": Inline(spot, _form(case, request, spot, draft), draft, second) if spot else None,
        "first_steps": first,
        "awaited_steps": awaited,
        "open_steps": [b for b in rest if not b.blocked and not b.step.optional],
        # Where nothing is recorded that could be put right, nobody waits for a button.
        "blocked_steps": [b for b in rest if b.blocked and not b.step.too_late],
        "quiet_steps": [b for b in rest if not b.blocked and b.step.optional],
    }


def _on_the_spot(case: Case, buttons: list[Button]) -> Button | None:
    """The main step; while it is blocked, a fact to be recorded. Never a correction, nor a step that needs
    consideration."""
    ready = [b for b in buttons if not b.blocked and not b.step.danger]
    main = [b for b in ready if not b.step.optional]
    facts = [b for b in ready if b.step.optional and b.step.target is None and not b.step.too_late]
    return next((b for b in main + facts if not form_of(b.step).folded(case)), None)


def _form(case: Case, request: AuthenticatedRequest, button: Button, draft: StepDraft | None) -> StepForm:
    initial = stepdrafts.initial(draft, case, request.user, moment(request))
    return form_of(button.step)(
        None, case=case, step=button.step, user=request.user, now=moment(request), initial=initial
    )
