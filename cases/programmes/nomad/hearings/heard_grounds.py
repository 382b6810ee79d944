"""An act rests on what the person was heard on, and on nothing else (art. 73 of the АППК; interpretation 51).

No ground is added to those of the notice, none says something else than it did there, and none is borne out by a check
alone that speaks against the person only since.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine.steps.conditions import Demand, Faults
from cases.law.calendar import local_day
from cases.programmes.nomad.facts import HeardRefusal
from cases.programmes.nomad.reasons import needs, recorded
from cases.values import moments

if TYPE_CHECKING:
    from cases.models import Case, Ground
    from cases.models.hearing import Hearing

WORDS = ("article", "text_ru", "text_kk")
"""Of a ground, what the notice has printed."""


def grounds_heard(act: str, kind: str) -> Demand:
    """`act`: the step before which the person is heard; `kind`: of its grounds."""

    def check(case: Case, now: datetime, facts: HeardRefusal) -> Faults:
        hearing = case.dossier.hearing(act)
        if hearing is None:
            return []
        known = {ground.code: ground for ground in case.dossier.grounds(kind, local_day(now))}
        chosen = [known[code] for code in facts.grounds if code in known]
        return [("grounds", why) for ground in chosen if (why := _not_heard(case, now, hearing, ground))]

    return Demand("grounds_heard", _("the person was heard on each ground, and on what bears it out"), check)


def _not_heard(case: Case, now: datetime, hearing: Hearing, ground: Ground) -> Promise | str | None:
    notice = hearing.notice
    if ground.code not in notice.grounds:
        sentence = _(
            "On “{ground}” the applicant was not heard: the notice of {day} does not name it. Drop the proposal and "
            "propose it again with this ground."
        )
    elif _reworded(ground, notice.at):
        sentence = _(
            "“{ground}” has another wording now than in the notice of {day}. Drop the proposal and propose it again, "
            "so that the applicant reads it as it stands."
        )
    elif _borne_out_since(case, now, ground, notice.at):
        sentence = _(
            "“{ground}” rests on a check that was recorded after the notice of {day}: on that the applicant was not "
            "heard. Drop the proposal and propose it again."
        )
    else:
        return None
    return format_lazy(sentence, ground=str(ground), day=moments.day(local_day(notice.at)))


def _reworded(ground: Ground, since: datetime) -> bool:
    rows = ground.history.filter(history_date__lte=since).order_by("-history_date", "-history_id")
    then = rows.first()
    return then is not None and any(getattr(then, name) != getattr(ground, name) for name in WORDS)


def _borne_out_since(case: Case, now: datetime, ground: Ground, since: datetime) -> bool:
    """Several checks may bear out the same ground; one of them was against the person when it was proposed."""
    against = {kind for kind in needs.checks_of(ground.needs) if recorded.check_against(case, now, kind)}
    return bool(against) and not any(_spoke_against(case, kind, since) for kind in against)


def _spoke_against(case: Case, kind: str, at: datetime) -> bool:
    """Of this check, by what was recorded up to that moment."""
    rows = [check for check in case.dossier.checks if check.kind == kind and check.at <= at]
    corrected = {check.corrects_id for check in rows}
    standing = next((check for check in rows if check.pk not in corrected), None)
    return standing is not None and not standing.clear
