"""One decorator that holds the whole fact of a step; everything else is derived from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django_fsm import transition

from cases.law.actors import EVERYBODY, Actor, Readers
from cases.programmes.nomad.states import PLACES, State

if TYPE_CHECKING:
    from cases.law.regulations import Edition
    from cases.programmes.nomad.demands import Demand
    from cases.programmes.nomad.requirements import Requirement

_order = count()


@dataclass(frozen=True, slots=True)
class Step:
    """A declared step: who may take it, from where to where, what it needs and what follows.

    `documents`: the list of the edition whose documents the step is about: exactly those are named in its sheet.
    `happened`: of its data, the day on which what is recorded happened: terms are measured by that day, not by the hour
    of the recording.
    `target` None: the case stays where it is (a fact is recorded). `starts`/`stops` name terms of the
    edition, `bar` a bar of the edition, `letter` a kind of `cases.letters`. `tells` is the sentence the
    applicant reads; without it the step is not announced. `signed`: only with a verified ЭЦП (п. 4, 8, 10, 20);
    `may_be_signed`: so only where the portal's setting asks for it. `asks`: questions to outside systems that leave
    with the step, each "system.operation" of `cases.gateways.contract`. `may_come_from`: systems, with a space
    between, whose answer may take the step without a person. `by_place`: it stands by the paragraph of the place where
    it is taken (a check is п. 13 first and п. 22 later), not always by its own. `demands`: what must be true of what
    the step is told, asked by its form and by `perform` alike. `grounds`: the kind of `Ground` it names. `readers`: who
    reads that it was taken and what it said; `inner`: facts of it that fewer read. `too_late`: why it cannot be taken
    any more once the case has moved on, for a step that puts a fact right.
    """

    name: str
    by: Actor
    sources: tuple[State, ...]
    target: State | None
    label: Promise
    paragraph: str
    form: str = ""
    requires: tuple[Requirement, ...] = ()
    demands: tuple[Demand, ...] = ()
    grounds: str = ""
    starts: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    letter: str = ""
    bar: str = ""
    tells: Promise | str = ""
    asks: tuple[str, ...] = ()
    may_come_from: str = ""
    signed: bool = False
    may_be_signed: bool = False
    optional: bool = False
    danger: bool = False
    by_place: bool = False
    documents: str = ""
    happened: str = ""
    readers: Readers = EVERYBODY
    inner: Mapping[str, Readers] = field(default_factory=dict)
    too_late: Promise | str = ""
    order: int = field(default=0, compare=False)

    def paragraph_at(self, state: str) -> str:
        return PLACES[State(state)].paragraph if self.by_place else self.paragraph


@dataclass(frozen=True, slots=True)
class Act:
    """The circumstances of one performance: who, when, under which edition; `signature`: eds.Verified, if signed.

    `gateway`: the system whose answer it is; `user` is None then.
    """

    user: Any
    now: datetime
    edition: Edition
    request_id: str = ""
    signature: Any = None
    gateway: str = ""


STEPS: dict[str, Step] = {}
"""Every step by name, in the order of declaration (django-fsm would give them by alphabet)."""


class DuplicateStepError(TypeError):
    """Two stages declare one name: the later would silently shadow the earlier."""


def step(
    *, by: Actor, source: State | Iterable[State], target: State | None, label: Promise, paragraph: str, **facts: Any
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Declare the decorated method of a stage as a step of the machine. Raises DuplicateStepError."""
    sources = (source,) if isinstance(source, State) else tuple(source)
    for key in ("requires", "demands", "starts", "stops", "asks"):
        facts[key] = tuple(facts.get(key, ()))

    def declare(method: Callable[..., None]) -> Callable[..., None]:
        name = method.__name__
        if name in STEPS:
            raise DuplicateStepError(name)
        STEPS[name] = Step(name, by, sources, target, label, paragraph, order=next(_order), **facts)
        return transition(field="state", source=[s.value for s in sources], target=target and target.value)(method)

    return declare


def steps_from(state: str) -> tuple[Step, ...]:
    """The steps that leave `state`, in declaration order."""
    return tuple(s for s in STEPS.values() if state in s.sources)
