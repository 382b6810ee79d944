"""An official who signs by delegation alone signs nothing without one that is in force (`Delegation`)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from cases.eds import sheets
from cases.engine.steps import Step
from cases.engine.steps.conditions import Reasons
from cases.models import User
from cases.models.delegation import delegated_to

WITHOUT = _(
    "You sign by delegation alone, and none holds today: a signer enters one, with the number and the date of its "
    "document."
)


def blocking(step: Step, user: User | None, now: datetime) -> Reasons:
    """Why this person may not sign this step now; a step that is not signed needs no delegation."""
    if user is None or not user.signs_by_delegation or not sheets.needed(step):
        return []
    return [] if delegated_to(user.pk, now) else [WITHOUT]
