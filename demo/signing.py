"""The demo's people sign as people do: the sheet of the step, a CMS over it, and the portal's own verification."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from cases.eds import sheets
from cases.eds.base import SigningWay, Verified
from cases.eds.verify import verify
from cases.engine import performing
from cases.engine.steps import STEPS
from cases.engine.steps.facts import StepFacts
from cases.models import Case, User
from demo import cms
from demo.keys import identity_of


def signature(pk: UUID, name: str, user: User | None, at: datetime, facts: StepFacts | None = None) -> Verified | None:
    """What `user` gives with this step at `at`; None for a step that is not signed, or is not theirs to sign."""
    step = STEPS[name]
    if user is None or user.role != step.by or not sheets.needed(step):
        return None
    case = Case.objects.select_related("person", "city").get(pk=pk)
    content = performing.sheet(case, name, user, at, facts).content
    return signed_by(content, user, step, at)


def signed_by(content: bytes, user: Any, step: Any, at: datetime) -> Verified:
    signed = cms.sign(identity_of(user), content, at)
    return verify(signed, content, sheets.purpose_of(step), at, iin=user.signing_iin, way=SigningWay.NCALAYER)
