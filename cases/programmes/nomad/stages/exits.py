"""The way out that is open to the applicant at almost any time (annex: consent may be withdrawn)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.engine.steps import Act, step
from cases.law.actors import Actor
from cases.programmes.nomad import requirements as need
from cases.programmes.nomad.stages.base import StageModel
from cases.programmes.nomad.states import OPEN_STATES, State

WITHDRAWABLE = OPEN_STATES[: OPEN_STATES.index(State.FINAL_REVIEW) + 1]
"""The first nineteen states: once the permit is granted there is nothing left to withdraw."""


class ExitsStage(StageModel):
    class Meta:
        abstract = True

    slot: Any

    @step(
        by=Actor.APPLICANT, source=WITHDRAWABLE, target=State.WITHDRAWN, label=_("Withdraw"), paragraph="annex",
        form="withdraw", optional=True, danger=True, requires=[need.clock_not_due],
        tells=_("You withdrew. The case is closed; what you sent stays in your cabinet."),
    )  # fmt: skip
    def withdraw(self, act: Act, text: str = "") -> None:
        if self.slot is not None and self.slot.starts_at > act.now:
            self.slot = None  # the time goes back to the calendar
        self.record("decision", kind="withdraw", text=text, by=act.user, at=act.now)
