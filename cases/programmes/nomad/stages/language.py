"""The language of the proceedings, of which the order says nothing (interpretation 60)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.engine.steps import Act, proceedings, step
from cases.law.actors import Actor
from cases.models import Case
from cases.programmes.nomad import facts
from cases.programmes.nomad.reasons.language import another_language
from cases.programmes.nomad.states import OPEN_STATES


@step(
    by=Actor.APPLICANT,
    source=OPEN_STATES,
    target=None,
    optional=True,
    label=_("Ask for the proceedings in Kazakh or in Russian"),
    paragraph="",
    form="language",
    demands=[another_language],
    tells=_("From now on your case is conducted in the language you have asked for. What was written before stays."),
    facts=facts.LanguageChoice,
)
def choose_language(case: Case, act: Act, data: facts.LanguageChoice) -> None:
    """What is written from now on; no letter is written again, and no term moves."""
    act.remark(before=proceedings.language_of(case) or None)
    case.language = data.language
