"""The way back: the state of a case before its current act. Derived from the steps that lead there and, for one case,
from its own events; no programme declares it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.engine.steps import STEPS, Step
from cases.law.actors import answering_body
from cases.law.places import place_of
from cases.models import Case, Event, User
from cases.models.queries import horizon

OF_ANOTHER_BODY = _("The act is that of another body: its head records the ruling.")


def carried_out_acts(step: Step) -> tuple[Step, ...]:
    """The acts that a step carries out: itself, or those whose decision it only passes on (a notice of refusal)."""
    if not step.conveys:
        return (step,)
    return tuple(act for act in STEPS.values() if step.conveys in act.decisions and act.target in step.sources)


def acts_leading_to(state: str) -> Iterator[Step]:
    """The acts on which a case in `state` rests, each once: those by which it comes there, or the decision that
    carries the place."""
    decision = place_of(state).rests_on
    last = [step for step in STEPS.values() if (decision in step.decisions if decision else step.target == state)]
    acts = [act for step in last for act in carried_out_acts(step)]
    yield from {act.name: act for act in acts}.values()


def places_before(state: str) -> set[str]:
    """States in which a case may have been before it came to `state`."""
    return {str(source) for act in acts_leading_to(state) for source in act.sources}


def act_event(case: Case) -> Event | None:
    """The event of the current act (`acts_leading_to`); None where the case was opened in this state."""
    events = Event.objects.filter(case=case).order_by("-id")
    if case.place.rests_on:
        return events.filter(step__in=[act.name for act in acts_leading_to(case.state)]).first()
    moved = events.filter(target=case.state).exclude(source=case.state).first()
    step = STEPS.get(moved.step) if moved else None
    if moved is None or step is None:
        return moved
    names = [act.name for act in carried_out_acts(step)]
    return moved if step.name in names else events.filter(step__in=names).first() or moved


def heads_body_of(case: Case, user: User, name: str) -> bool:
    """Whether the act is of his body; that of nobody (a withdrawal) is of the body on which the case waited."""
    acts = carried_out_acts(STEPS[name]) if name in STEPS else ()
    bodies: set[Any] = {answering_body(step.by) for step in acts} - {""}
    return user.body in bodies or (not bodies and horizon(case, user) is None)
