"""The way out that is open to the applicant at almost any time (annex: consent may be withdrawn)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.engine.steps import Act, step
from cases.law.actors import Actor
from cases.law.places import May
from cases.models import Case
from cases.programmes.nomad import demands as must
from cases.programmes.nomad import facts
from cases.programmes.nomad import requirements as need
from cases.programmes.nomad.kinds import Decided
from cases.programmes.nomad.papers import originals
from cases.programmes.nomad.states import PLACES, State
from cases.values.wording import OWN


@step(
    by=Actor.APPLICANT,
    source=PLACES.where(May.WITHDRAW),
    target=State.WITHDRAWN,
    label=_("Withdraw"),
    paragraph="annex",
    form="withdraw",
    optional=True,
    danger=True,
    requires=[need.clock_not_due],
    tells=_("You withdrew. The case is closed; what you sent stays in your cabinet."),
    demands=[must.in_words("text", OWN, optional=True)],
    facts=facts.Remark,
    decisions=[Decided.WITHDRAW],
)
def withdraw(case: Case, act: Act, data: facts.Remark) -> None:
    if case.slot is not None and case.slot.starts_at > act.now:
        case.slot = None  # the time goes back to the calendar
    originals.owe_return(case, act)
    act.decide(text=data.text)
