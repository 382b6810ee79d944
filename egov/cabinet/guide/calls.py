"""Which call a place makes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from cases.law.actors import Actor
from cases.law.places import May
from cases.models import Case
from egov.cabinet.ending import order_words
from egov.cabinet.guide.application import application, rework
from egov.cabinet.guide.ask import Ask, sentences
from egov.cabinet.guide.heard import hearing
from egov.cabinet.guide.later import arrival_review, arrive, card, package
from egov.cabinet.guide.petition import choose_time, completion, decided, draft, interview


def call_of(case: Case, now: datetime) -> Ask:
    """Raises nothing and asks little: the case's own fields, its dossier for duties and returns."""
    ask = _turn(case, now)
    ask = replace(ask, text=sentences(ask.text, order_words(case, now)))
    return _with_duty(case, ask) if _duty_came_back(case) else ask


def _turn(case: Case, now: datetime) -> Ask:
    special = CALLS.get(case.place.guide)
    if special:
        return special(case, now)
    if not case.open:
        return Ask(str(case.place.plain))
    actor = Actor(case.waits_on).label
    return Ask(
        _("Nothing is asked of you now"),
        _("It is the turn of: %(actor)s. You get a notice here and by e-mail as soon as something changes.")
        % {"actor": actor},
    )


def _duty_came_back(case: Case) -> bool:
    """The application is filed, and the bank has not got its duty: no decision is made until it is paid again."""
    return case.place.duty == "prp" and May.FILL not in case.place.may and not case.dossier.paid("prp")


def _with_duty(case: Case, ask: Ask) -> Ask:
    """Before all else that is to be done, which stays: the terms of the rest run on."""
    words = _(
        "By the bank's word the state duty for the permit is not paid. No approval is given until you pay it again."
    )
    pay = reverse("egov:payment:start", args=[case.pk, "prp"])
    title = ask.title if case.place.guide else _("Pay the state duty again")
    text = sentences(words, ask.text if case.place.guide else "")
    return replace(ask, title=title, text=text, url=pay, label=_("Pay the duty"), post=True, later=False)


CALLS: dict[str, Callable[[Case, datetime], Ask]] = {
    "petition": draft,
    "choose_time": choose_time,
    "interview": interview,
    "decided": decided,
    "application": application,
    "completion": completion,
    "correction": rework,
    "arrival": arrive,
    "arrival_review": arrival_review,
    "package": package,
    "card": card,
    "hearing": hearing,
}
"""By the name that the place of the case gives (`Place.guide`)."""
