"""The machine as a page: states, steps, terms and bars written out of the code, so that nobody keeps a second copy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from typing import Any

from django.db.models import TextChoices
from django.utils import translation
from django.utils.functional import Promise

from cases.engine.programmes import PROGRAMMES, Programme
from cases.engine.rulings.ways_back import places_before
from cases.engine.steps import Step
from cases.law import names
from cases.law.actors import Actor
from cases.law.places import PLACES, May
from cases.law.regulations import CODE, Edition, Term, editions
from cases.models.letter import LETTERS

MANY = 5
"""A step out of more states than this is drawn once, from a node of its own."""

COLOURS = {
    Actor.APPLICANT: "#cfe8f7",
    Actor.SCREENER: "#e3f1d4",
    Actor.SIGNER: "#f9e6c4",
    Actor.OFFICER: "#e5dcf3",
    Actor.CLERK: "#fbd9d9",
    Actor.HEAD: "#d5ece8",
}
FINAL_COLOUR = "#e6e6e6"

HEAD = """# The machine

Made by `manage.py draw_states` from `states.py`, the steps and `editions/` of each of `cases/programmes/`. Do not edit:
a test compares it with the code. Paragraphs ("п.") are those of the Algorithm of the joint order № 241/НҚ; "art." are
articles of the code on administrative procedures (АППК)."""


def page() -> str:
    """The whole of docs/states.md, the same on every machine whose message catalogues are compiled."""
    with translation.override("en"):
        parts = [part for programme in PROGRAMMES.values() for part in _parts(programme)]
        return "\n\n".join([HEAD, *parts]) + "\n"


def _parts(programme: Programme) -> list[str]:
    heads = (f"## {programme.name}: {part}" for part in ("diagram", "states", "steps", "terms", "bars"))
    drawn, named, taken, timed, barred = heads
    parts = [drawn, diagram(programme), named, states(programme), taken, _STEPS_NOTE, steps(programme)]
    parts += [timed, _TERMS_NOTE, term_table(programme)]
    return [*parts, barred, bar_table(programme)] if programme.names.bars else parts


# ------------------------------------------------------------------------------------------------ diagram


def diagram(programme: Programme) -> str:
    places = programme.places
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {next(iter(places))}"]
    for step in programme.steps.values():
        lines += _edges(step)
    lines += [f"    {state} --> [*]" for state in places if places[state].final]
    for actor, colour in COLOURS.items():
        lines += _painted(actor.value, colour, places.of(actor))
    lines += _painted("ended", FINAL_COLOUR, [state for state in places if places[state].final])
    return "\n".join([*lines, "```"])


def _edges(step: Step) -> list[str]:
    label = f"{step.name} ({step.by.value})"
    if step.goes_back:
        standing = [s for s in step.sources if May.RULE in PLACES[s].may]  # elsewhere the case has gone on, and stays
        return [f"    {s} --> {back}: {label}" for s in standing for back in sorted(places_before(str(s)))]
    if step.target is None:
        return []  # a fact is recorded, the case stays where it is
    if len(step.sources) > MANY:
        node = f"any_of_{len(step.sources)}"
        title = f"any state from {step.sources[0]} to {step.sources[-1]}"
        return [f'    state "{title}" as {node}', f"    {node} --> {step.target}: {label}"]
    return [f"    {source} --> {step.target}: {label}" for source in step.sources]


def _painted(name: str, colour: str, states: Sequence[TextChoices]) -> list[str]:
    if not states:
        return []
    return [f"    classDef {name} fill:{colour},stroke:#555,color:#111", f"    class {','.join(states)} {name}"]


# ------------------------------------------------------------------------------------------------ tables


def states(programme: Programme) -> str:
    rows = []
    for number, (state, place) in enumerate(programme.places.items(), start=1):
        names = [_in(language, state.label) for language in ("en", "ru", "kk")]
        waits = str(place.waits_on.label) if place.waits_on else "✕ final"
        rows.append(
            [
                number,
                f"`{state}`",
                *names,
                str(place.plain),
                str(programme.stages[place.stage]),
                waits,
                place.paragraph,
            ]
        )
    return _table(
        ["#", "state", "English", "Russian", "Kazakh", "what the applicant reads", "stage", "waits on", "п."], rows
    )


def _in(language: str, text: object) -> str:
    """The text in a language; "–" where its catalogue has none (it would only repeat the English)."""
    with translation.override("en"):
        english = str(text)
    with translation.override(language):
        words = str(text)
    return words if language == "en" or words != english else "–"


_STEPS_NOTE = (
    "In the order of declaration. *requires*: what must be true, or the button is blocked and says why. "
    "*optional* steps stand behind the main buttons; *signed* ones need a signature, those *signed by default* unless "
    "`DNR_EDS_SIGNED_DECISIONS` lets them go without."
)


def steps(programme: Programme) -> str:
    head = ["step", "label", "by", "from", "to", "п.", "requires", "starts", "stops", "letter", "bar", "remarks"]
    return _table(head, (_step_row(step) for step in programme.steps.values()))


def _step_row(step: Step) -> list[Any]:
    many = len(step.sources) > MANY and _without_gap(step)
    source = f"`{step.sources[0]}` … `{step.sources[-1]}`" if many else _codes(step.sources)
    signed = (("signed", step.signed), ("signed by default", step.may_be_signed))
    marks = (*signed, ("optional", step.optional), ("tells the applicant", bool(step.tells)))
    return [
        f"`{step.name}`",
        str(step.label),
        str(step.by.label),
        source,
        f"`{step.target}`" if step.target else "(back to where the act was taken)" if step.goes_back else "(stays)",
        step.paragraph,
        "; ".join(str(need.about) for need in step.requires),
        _codes(step.starts),
        _codes(step.stops),
        str(LETTERS[step.letter].name) if step.letter else "",
        _codes([step.bar] if step.bar else []),
        ", ".join(name for name, true in marks if true),
    ]


def _without_gap(step: Step) -> bool:
    """Whether it may be taken in every state from its first to its last."""
    at = [number for number, state in enumerate(PLACES) if state in step.sources]
    return at == list(range(at[0], at[0] + len(at)))


_TERMS_NOTE = (
    "How days are counted: [interpretations.md](interpretations.md), readings 1 and 11–18. Where editions differ, each "
    "reading has its row."
)


def term_table(programme: Programme) -> str:
    head = ["term", "what for", "length", "from", "bounds", "on expiry", "a last day off", "п.", "set by", "editions"]
    return _table(
        head, _by_edition(programme, lambda edition: [_term_row(term, programme) for term in edition.terms.values()])
    )


_AS_DECLARED = next(field.default for field in fields(Programme) if field.name == "term")
_SET_BY = {"order": "the order", "general": "the general term, unconfirmed", "goal": "a goal of the body"}


def _term_row(term: Term, programme: Programme) -> tuple[str, ...]:
    name = names.KNOWN["terms"].get(term.key, "")
    rolls = "moves to a working day" if term.roll else "does not occur" if term.unit == "working_days" else "stays"
    return (
        f"`{term.key}`",
        str(name),
        _length(term),
        _codes(term.event),
        "where it began" if term.here else _codes(term.bounds),
        f"`{term.on_expiry}`",
        rolls,
        term.paragraph,
        _set_by(term, programme),
    )


def _set_by(term: Term, programme: Programme) -> str:
    """A programme that reads its terms from a table (`Programme.term`) has none of the edition's own."""
    if programme.term is not _AS_DECLARED:
        return "the body's remedies, unconfirmed"
    if term.of_order and term.paragraph.startswith(CODE):
        return "the code"
    return _SET_BY[term.basis]


def bar_table(programme: Programme) -> str:
    def rows(edition: Edition) -> list[tuple[str, ...]]:
        return [(f"`{b.key}`", _length(b), f"the {b.since}", b.paragraph) for b in edition.bars.values()]

    return _table(["bar", "length", "from", "п.", "editions"], _by_edition(programme, rows))


def _length(item: Any) -> str:
    unit = item.unit.replace("_", " ")
    return f"{item.length} {unit.removesuffix('s') if item.length == 1 else unit}"


def _by_edition(programme: Programme, rows_of: Callable[[Edition], list[tuple[str, ...]]]) -> list[list[str]]:
    """The rows of all editions, equal ones once, with the editions they are valid for in a last column."""
    grouped: dict[tuple[str, ...], list[str]] = {}
    for edition in editions(programme.key):
        for row in rows_of(edition):
            grouped.setdefault(row, []).append(f"`{edition.key}`")
    return [[*row, ", ".join(keys)] for row, keys in grouped.items()]


def _codes(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def _cell(value: str | Promise | int) -> str:
    return str(value).replace("|", "\\|").replace("\n", " ")
