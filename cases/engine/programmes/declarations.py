"""Whether what is declared of steps, places and editions fits together: run by `manage.py check`.

Each programme by itself. It says which names there are (forms, letters, kinds of grounds …): a step names none besides,
and each is named by a step.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import FieldDoesNotExist
from django.db.models import TextChoices

from cases.engine.programmes.factforms import form_of_facts
from cases.engine.programmes.programme import PROGRAMMES, Programme, decisions_of
from cases.engine.steps import Step
from cases.engine.steps.facts import names_of
from cases.law.actors import Actor
from cases.law.places import Place
from cases.law.regulations import Edition, Term, editions
from cases.models import Case


@dataclass(frozen=True, slots=True)
class ExpectedNames:
    """Names that steps refer to, and those that exist."""

    what: str
    known: Callable[[], Collection[str]]
    """All that exist."""
    of: Callable[[Step], Iterable[str]]
    """Those that a step names."""


FURTHER: dict[str, list[ExpectedNames]] = {}
"""What a programme expects besides, by its key."""


def expect(
    programme: str, what: str, known: Callable[[], Collection[str]], of: Callable[[Step], Iterable[str]]
) -> None:
    FURTHER.setdefault(programme, []).append(ExpectedNames(what, known, of))


def _expected(programme: Programme) -> list[ExpectedNames]:
    names, ready = programme.names, [name for name, form in programme.forms.items() if form.ready]
    return [
        ExpectedNames("form", lambda: programme.forms, lambda step: [step.form, *ready]),
        ExpectedNames("letter", lambda: programme.letters, lambda step: filter(None, [step.letter])),
        ExpectedNames("kind of grounds", lambda: names.grounds, lambda step: filter(None, [step.grounds])),
        ExpectedNames("kind of decision", lambda: decisions_of(programme), _decisions),
        ExpectedNames("bar", lambda: names.bars, lambda step: filter(None, [step.bar])),
        *FURTHER.get(programme.key, ()),
    ]


def _decisions(step: Step) -> list[str]:
    return [*step.decisions, *filter(None, [step.conveys])]


@dataclass(frozen=True, slots=True)
class Declared:
    """All that is declared of a programme; a test passes another to see that a fault is found."""

    steps: Mapping[str, Step]
    places: Mapping[TextChoices, Place]
    editions: Sequence[Edition]
    expected: Sequence[ExpectedNames]


def declared_of(programme: Programme) -> Declared:
    return Declared(programme.steps, programme.places, editions(programme.key), _expected(programme))


@register
def declarations(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    return [problem for programme in PROGRAMMES.values() for problem in problems(declared_of(programme))]


def problems(declared: Declared) -> list[CheckMessage]:
    """Errors process.E001 to E009, all that there are."""
    parts = (_ends, _ways, _names, _unused, _members, _corrections, _editions, _terms, _days)
    return [
        Error(words, id=f"process.E{number:03}") for number, part in enumerate(parts, 1) for words in part(declared)
    ]


def _ends(declared: Declared) -> Iterator[str]:
    """E001: a step comes from and leads to declared places."""
    for step in declared.steps.values():
        for state in (*step.sources, *([step.target] if step.target else ())):
            if state not in declared.places:
                yield f"Step {step.name}: no place is declared for the state {state}."


def _ways(declared: Declared) -> Iterator[str]:
    """E002: an open place is left by a step that is not optional and, unless a case begins there, reached; no final one
    is left, but by a step that goes back."""
    main = [step for step in declared.steps.values() if step.target and not step.optional]
    left = {state for step in main for state in step.sources}
    reached = {step.target for step in declared.steps.values()}
    for state, place in declared.places.items():
        if not place.final and state not in left:
            yield f"State {state}: no step leaves it, and it is not final."
        if place.final and state in left:
            yield f"State {state}: it is final, and a step leaves it."
        if not place.begins and state not in reached:
            yield f"State {state}: no step leads to it."


def _names(declared: Declared) -> Iterator[str]:
    """E003: what a step names exists."""
    for names in declared.expected:
        known = names.known()
        for step in declared.steps.values():
            yield from (f"Step {step.name}: no {names.what} {name!r}." for name in names.of(step) if name not in known)


def _unused(declared: Declared) -> Iterator[str]:
    """E004: what exists is named by a step."""
    for names in declared.expected:
        used = {str(name) for step in declared.steps.values() for name in names.of(step)}
        yield from (f"No step names the {names.what} {name!r}." for name in names.known() if str(name) not in used)


def _members(declared: Declared) -> Iterator[str]:
    """E005: fields of the case and facts of the step that a step names are there, and where it names no form one can be
    made of its facts."""
    for step in declared.steps.values():
        bound = (step.binds.takes, step.binds.keeps) if step.binds else ()
        for name in filter(None, (step.numbers.field if step.numbers else "", *bound)):
            if not _is_field(name):
                yield f"Step {step.name}: a case has no field {name!r}."
        fact_names, inner = names_of(step.facts), {part.name for part in fields(step.facts)}
        for name in ({step.happened, step.subject_in, *step.shows} - fact_names - {""}) | (set(step.inner) - inner):
            yield f"Step {step.name}: it has no fact {name!r}."
        if not step.form and not step.beside:
            yield from _unasked(step)


def _unasked(step: Step) -> Iterator[str]:
    try:
        form_of_facts(step)
    except TypeError as error:
        yield f"Step {step.name}: it names no form, and none can be made of its facts: {error}."


def _is_field(name: str) -> bool:
    try:
        Case._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True


def _corrections(declared: Declared) -> Iterator[str]:
    """E006: a fact that can be put right in the places a step leaves is settled by it, if by any; one that can still be
    put right when all is over waits for no decision."""
    places = declared.places.values()
    ahead = {fact for place in places if place.final for fact in place.corrects}
    corrected = {fact for place in places for fact in place.corrects} - ahead
    settled = {fact for step in declared.steps.values() for fact in step.settles}
    yield from (f"Facts {fact!r} can be put right, and no step settles them." for fact in sorted(corrected - settled))
    for step in declared.steps.values():
        for fact in step.settles:
            if not all(fact in declared.places[state].corrects for state in step.sources if state in declared.places):
                yield f"Step {step.name}: it settles {fact!r}, which cannot be put right where it comes from."


def _editions(declared: Declared) -> Iterator[str]:
    """E007: an edition has the terms that steps start and stop, and their bars; it has hearings before steps,
    another official confirm corrections of declared facts, letters of steps are challenged in writing, and cases go
    back to declared places."""
    for edition in declared.editions:
        for step in declared.steps.values():
            for key in {*step.starts, *step.stops} - set(edition.terms):
                yield f"Edition {edition.key}: no term {key!r}, which the step {step.name} starts or stops."
            if step.bar and step.bar not in edition.bars:
                yield f"Edition {edition.key}: no bar {step.bar!r}, which the step {step.name} brings."
        correctable = {fact for place in declared.places.values() for fact in place.corrects}
        for fact in set(edition.confirmed_corrections) - correctable:
            yield f"Edition {edition.key}: another official confirms corrections of {fact!r}, which no place has."
        for key in edition.hearings.keys() - declared.steps.keys():
            yield f"Edition {edition.key}: a hearing before {key!r}, which is no step."
        known = {step.letter for step in declared.steps.values()} | set(edition.terms)
        for kind in set(edition.challenged_in_writing) - known:
            yield f"Edition {edition.key}: {kind!r} is challenged in writing: no step brings such a letter, no term."
        for act, place in edition.goes_back_to.items():
            if act not in declared.steps or place not in declared.places:
                yield f"Edition {edition.key}: from {act!r} a case goes back to {place!r}: no step, or no state."


def _terms(declared: Declared) -> Iterator[str]:
    """E008: a term of an edition begins with declared steps that start it, runs over declared states and ends as one
    can end; what a step starts begins with it under some edition at least (interpretation 3: not under each)."""
    clock = {name for name, step in declared.steps.items() if step.by == Actor.CLOCK}
    states = {str(state) for state in declared.places}
    for edition in declared.editions:
        for term in edition.terms.values():
            where = f"Edition {edition.key}, term {term.key}"
            yield from (f"{where}: no step {name!r}." for name in term.event if name not in declared.steps)
            yield from (f"{where}: the step {name} does not start it." for name in _silent(term, declared.steps))
            yield from (f"{where}: no state {name!r}." for name in term.bounds if name not in states)
            if term.by_clock and term.on_expiry not in clock:
                yield f"{where}: {term.on_expiry!r} is no step of the clock."
    begun = {
        (name, term.key) for edition in declared.editions for term in edition.terms.values() for name in term.event
    }
    for step in declared.steps.values():
        never = (key for key in step.starts if declared.editions and (step.name, key) not in begun)
        yield from (
            f"Step {step.name}: it starts {key!r}, and under no edition that term begins with it." for key in never
        )
    endings = {term.on_expiry for edition in declared.editions for term in edition.terms.values() if term.by_clock}
    yield from (f"Step {name}: it is the clock's, and no term ends with it." for name in sorted(clock - endings))


def _silent(term: Term, steps: Mapping[str, Step]) -> list[str]:
    return [name for name in term.event if name in steps and term.key not in steps[name].starts]


def _days(declared: Declared) -> Iterator[str]:
    """E009: under each edition every open place has its day: a term runs over it, and each step that leads there has
    begun it. Where a case begins, that is the last day on which the order takes filings."""
    for edition in declared.editions:
        for state, place in declared.places.items():
            terms = [term for term in edition.terms.values() if state in term.bounds]
            if place.final or place.begins:
                continue
            if not terms:
                yield f"Edition {edition.key}: no term runs over the state {state}."
            for step in declared.steps.values():
                if step.target == state and terms and not any(_brings(step, term, state) for term in terms):
                    yield f"Edition {edition.key}, step {step.name}: no term of {state} runs once it is taken."


def _brings(step: Step, term: Term, state: TextChoices) -> bool:
    """The step begins the term, or takes it over from wherever it comes."""
    begins = term.key in step.starts and step.name in term.event
    return begins or all(source in term.bounds for source in step.sources)
