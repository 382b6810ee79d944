"""One decorator that declares all facts of a step; everything else is derived from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain
from types import ModuleType
from typing import TYPE_CHECKING, Any, Unpack

from django.db.models import TextChoices
from django.utils.functional import Promise
from django_fsm import GET_STATE, transition

from cases.engine.steps.acts import Act
from cases.engine.steps.facts import StepFacts
from cases.engine.steps.parts import Alert, Annex, Binding, Correcting, Enclosure, Numbering, StepOptions
from cases.law.actors import EVERYBODY, Actor, Readers
from cases.law.places import place_of
from cases.models import Case, Deadline

if TYPE_CHECKING:
    from cases.engine.steps.conditions import Demand, Eligibility, Requirement
STATE = Case._meta.get_field("state")
Run = Callable[[Case, Act, StepFacts], None]


@dataclass(frozen=True, slots=True)
class Step:
    """A declared step: who may take it, from where to where, what it needs and what follows."""

    name: str
    by: Actor
    sources: tuple[TextChoices, ...]
    target: TextChoices | None
    """None: the case stays where it is (a fact is recorded)."""
    label: Promise
    paragraph: str
    """Of the order; with `by_place` that of the place where it is taken goes before (a check is п. 13 first and п. 22
    later)."""
    form: str = ""
    """The name of the form it is taken with; "" where it needs no input, or where a form is made of its facts."""
    facts: type[StepFacts] = StepFacts
    """The class of its facts."""
    requires: tuple[Requirement, ...] = ()
    """Conditions on the case."""
    demands: tuple[Demand, ...] = ()
    """Conditions on its facts."""
    grounds: str = ""
    """The kind of `Ground` it names."""
    decisions: tuple[str, ...] = ()
    """The kinds of `Decision` it may write."""
    conveys: str = ""
    """A kind of decision, taken before, that its letter passes on."""
    subject: str = ""
    """The kind of fact that it records or corrects."""
    subject_in: str = ""
    """The name of the fact that says what it records."""
    settles: tuple[str, ...] = ()
    """Kinds of recorded facts that cannot be put right any more once it is taken."""
    corrects: Correcting | None = None
    """The recorded facts that it corrects."""
    opens_checks: bool = False
    """It begins a round of checks."""
    enters: tuple[str, ...] = ()
    """Questions to outside systems ("system.operation") whose answer it enters by hand."""
    reread: bool = False
    """People come back to read its reasons."""
    reviews: bool = False
    """It returns documents, as their review has found them."""
    starts: tuple[str, ...] = ()
    """Terms of the edition that begin with it."""
    stops: tuple[str, ...] = ()
    """Terms of the edition that end with it."""
    runs_from: Callable[[Case], datetime | None] | None = None
    """The moment from which the terms it starts run, where that lies ahead (a time that was booked)."""
    letter: str = ""
    """A kind of `cases.letters`."""
    bar: str = ""
    """A bar of the edition that it brings."""
    numbers: Numbering | None = None
    """Gives the case a number."""
    binds: Binding | None = None
    """Binds the case to the edition of the day."""
    tells: Promise | str = ""
    """The sentence the applicant reads; without it the step is not announced."""
    shows: tuple[str, ...] = ()
    """Facts in words that the applicant's case shows beside the step: for one whose reasons no letter brings."""
    asks: tuple[str, ...] = ()
    """Questions to outside systems that leave with it."""
    may_come_from: str = ""
    """Systems, with a space between, whose answer may take the step without a person."""
    signed: bool = False
    """Only with a verified ЭЦП (п. 4, 8, 10, 20)."""
    may_be_signed: bool = False
    """Signed too, unless the portal's setting lets it go without."""
    annexes: tuple[Annex, ...] = ()
    """Further texts of its sheet."""
    words: Callable[[Case], Mapping[str, Sequence[str]]] | None = None
    """By language, the paragraphs that the signer agrees to or signs; the sheet has them."""
    consent: str = ""
    """The purpose to which the signer consents; the sheet names it."""
    recalls: str = ""
    """The purpose of a consent that it takes back."""
    optional: bool = False
    danger: bool = False
    by_place: bool = False
    documents: str = ""
    """The list of the edition whose documents the step is about: exactly those are named in its sheet."""
    encloses: Callable[[Case], Sequence[Enclosure]] | None = None
    """Further files that its sheet names."""
    paper: str = ""
    """The kind of a document that is attached on the page of the step before it is taken."""
    happened: str = ""
    """The name of the fact that is the day on which what is recorded happened: terms are measured by that day, not by
    the hour of the recording."""
    kept: Callable[[Case, Deadline], date | None] | None = None
    """Of a step of the clock: the day on which the person did what the term was for, which runs to its end all the
    same; None where nothing was done."""
    readers: Readers = EVERYBODY
    """Who reads that it was taken and its facts."""
    inner: Mapping[str, Readers] = field(default_factory=dict)
    """Facts of it that fewer read."""
    too_late: Promise | str = ""
    """Why it cannot be taken any more once the case has moved on, for a step that puts a fact right."""
    alerts: Alert | None = None
    """The notice that goes with it to those officials whose work it makes."""
    conflict: Promise | str = ""
    """The message where the database refuses a second row of what only one case can have."""
    goes_back: bool = False
    """The case returns to the place it had before its current act, and the terms of that place start again
    (`cases.engine.rulings.ways_back`); `target` is None then."""
    beside: bool = False
    """It is taken only together with a step of another case (`Act.beside`), and has no button."""
    apart: bool = False
    """The page offers it in a place of its own, beside what it is about, and not among the buttons."""
    at_once: bool = False
    """Its facts may be left out, and it may be taken for many cases of a list at once."""
    heard: bool = False
    """It is an act against the person; the edition says whether there is a hearing before it."""
    at_a_sitting: bool = False
    """It may be signed for several cases of a list, one after another."""
    persons: tuple[Eligibility, ...] = ()
    """Conditions on the person who takes it."""
    run: Run = field(default=lambda case, act, facts: None, compare=False)
    """The step itself, guarded by the state of the case: it sets fields and requests records by its act, and
    `perform()` writes both in one transaction."""

    @property
    def files(self) -> bool:
        """An applicant files documents with it under a signature, and the case goes on."""
        return bool(self.by == Actor.APPLICANT and self.signed and self.documents and self.target)

    def paragraph_at(self, state: str) -> str:
        return place_of(state).paragraph if self.by_place else self.paragraph


STEPS: dict[str, Step] = {}
"""Every step of all programmes by name, in the order of declaration (`cases.engine.programmes.register`)."""


class DuplicateStepError(TypeError):
    """Two stages, or two programmes, declare one name: the later would silently shadow the earlier."""


_SEVERAL = (
    *("requires", "demands", "decisions", "settles", "enters", "starts", "stops", "shows", "asks"),
    *("annexes", "persons"),
)


def step(
    *,
    by: Actor,
    source: TextChoices | Iterable[TextChoices],
    target: TextChoices | None,
    label: Promise,
    paragraph: str,
    **declared: Unpack[StepOptions],
) -> Callable[[Callable[..., None]], Step]:
    """Declare the decorated function of a stage as a step of the machine: its name is then the step."""
    sources = (source,) if isinstance(source, TextChoices) else tuple(source)
    options: dict[str, Any] = {**declared}
    for key in _SEVERAL:
        options[key] = tuple(options.get(key, ()))

    def declare(function: Callable[..., None]) -> Step:
        # Where a case goes back to is named by its step itself (`Act.go_to`), after it has looked at the case.
        after = GET_STATE(_chosen) if declared.get("goes_back") else target and target.value
        guarded = transition(STATE, source=[s.value for s in sources], target=after)(function)
        return Step(function.__name__, by, sources, target, label, paragraph, run=guarded, **options)

    return declare


def _chosen(case: Case, act: Act, facts: StepFacts) -> str:
    return act.outcome.place or case.state


def steps_of(*stages: ModuleType) -> dict[str, Step]:
    """The steps of these modules by name, in the order of declaration. Raises DuplicateStepError."""
    steps: dict[str, Step] = {}
    for name, step in chain.from_iterable(vars(stage).items() for stage in stages):
        if not isinstance(step, Step):
            continue
        if name in steps:
            raise DuplicateStepError(name)
        steps[name] = step
    return steps


def steps_from(state: str) -> tuple[Step, ...]:
    """The steps that leave `state`, in declaration order."""
    return tuple(s for s in STEPS.values() if state in s.sources)


def step_where(**declared: object) -> Step:
    """The first step that declares exactly these values. KeyError when none does."""
    for step in STEPS.values():
        if all(getattr(step, name) == value for name, value in declared.items()):
            return step
    raise KeyError(declared)


def filing_from(state: str) -> Step | None:
    """The step with which what is prepared in `state` is filed."""
    return next((s for s in steps_from(state) if s.binds), None)


def step_entering(operation: str) -> Step | None:
    """The step by which a person enters the answer to this question ("system.operation"); None: nobody has to."""
    return next((s for s in STEPS.values() if operation in s.enters), None)
