"""What an edition of the order consists of. Values come from the TOML files, names are used by the process code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from .text import Text

Unit = Literal["working_days", "calendar_days", "months", "years"]
Source = Literal["applicant", "portal", "payment", "questionnaire", "clerk", "official"]

SOURCES = ("applicant", "portal", "payment", "questionnaire", "clerk", "official")
CONSENTS = ("processing", "transfer")
UNITS = ("working_days", "calendar_days", "months", "years")
OVERDUE, REMINDER = "overdue", "reminder"
"""What happens when a term runs out, where no step of the clock is named: the officials on whom it waits are late; or
nobody is, and the applicant is reminded of what waits for him."""
BASES = ("order", "general", "goal")
"""What sets a term: a paragraph of the order; the general term of the administrative code, where the order is silent; a
goal of the body itself. The lengths of the last two are reference data (`cases.models.serviceterm`)."""
BAR_ORIGINS = ("decision", "approval")
COMPARISONS = ("more_than", "at_least", "at_most")
PROPOSAL, SCREENER = "proposal", "screener"
SCREENING_REFUSALS = (PROPOSAL, SCREENER)
"""Who refuses at the first look of all: the body that decides, to which it is proposed; or who looks, by himself."""
LATER, FOLLOW, NEVER = "later", "follow", "never"
RECOUNTS = (LATER, FOLLOW, NEVER)
"""What a calendar changed later does to a running term (`cases.law.recounts`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What every edition of a programme has to name, since its process code does. Which terms and bars follows from the
    steps (`cases.engine.programmes.declarations`), which kinds of documents there are from the lists.
    """

    bodies: tuple[str, ...]
    lists: tuple[str, ...]
    """Lists of documents, in the order of the process."""
    rules: tuple[str, ...] = ()
    """Rules about a number of days."""
    document_checks: tuple[str, ...] = ()
    """What else may be required of a document."""
    checks: tuple[str, ...] = ()
    """The parts of the way for which it names checks."""
    bring: str = ""
    """The list from which it names what is still to be brought, "" for none."""
    photo: bool = False
    """It sets the size of a photo."""
    hearings: tuple[str, ...] = ()
    """Steps of acts against a person, of which it says whether a hearing goes before."""
    screening: bool = False
    """Whether it says who refuses at the screening."""
    papers: tuple[str, ...] = ()
    """Lists that belong to no stage."""


@dataclass(frozen=True, slots=True)
class Body:
    key: str
    abbr: Text
    name: Text


@dataclass(frozen=True, slots=True)
class DocRule:
    """One item of a list of documents."""

    kind: str
    title: Text
    hint: Text
    paragraph: str
    required: bool
    source: Source
    rules: tuple[str, ...]
    """Names of `Edition.rules` or `Shape.document_checks`."""
    original: bool
    """The paper is brought to ЦОН, and is sent on from there."""
    consent: str = ""
    """The purpose of the consent (`models.Consent`) that replaces the paper when it is signed by ЭЦП."""
    shown: bool = False
    """The paper is compared at the counter and returned at once."""


@dataclass(frozen=True, slots=True)
class Term:
    """A term that an edition sets, or that measures a part of its process."""

    key: str
    length: int
    unit: Unit
    event: tuple[str, ...]
    """Steps that start it."""
    bounds: tuple[str, ...]
    """States it runs over."""
    on_expiry: str
    """OVERDUE, REMINDER, or a step of the clock."""
    roll: bool
    """A last day off moves to a working day."""
    paragraph: str
    """The paragraph that sets it, or, where `basis` is not the order, that of the part of the process it measures."""
    basis: str = BASES[0]
    recount: str = ""
    """One of RECOUNTS; "" by whom the term binds (interpretation 18)."""
    reminds: bool = False
    """The applicant is reminded of its last day although the case waits on another, or although nothing but what others
    may do follows it (REMINDER)."""
    here: bool = False
    """It runs over no state by itself, but for as long as the case stays where it was when it began."""

    @property
    def by_clock(self) -> bool:
        """Its end moves the case."""
        return self.on_expiry not in (OVERDUE, REMINDER)

    @property
    def of_order(self) -> bool:
        return self.basis == BASES[0]


@dataclass(frozen=True, slots=True)
class HearingRule:
    """Whether there is a hearing before an act against the person."""

    key: str
    """The step of the act."""
    needed: bool
    paragraph: str
    source: str
    """The text that says so."""
    confirmed: bool
    """That text was available."""


@dataclass(frozen=True, slots=True)
class BarRule:
    """A number of years in which no new application can be filed."""

    key: str
    length: int
    unit: Literal["years"]
    since: Literal["decision", "approval"]
    """The act whose date begins the first year; in the file it is called `from`."""
    paragraph: str


@dataclass(frozen=True, slots=True)
class Rule:
    key: str
    days: int
    compare: Literal["more_than", "at_least", "at_most"]
    paragraph: str
    endless: bool = False
    """Whether what has no last day meets it (interpretation 33)."""


@dataclass(frozen=True, slots=True)
class Length:
    length: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class PhotoSize:
    """Millimetres."""

    width: int
    height: int


@dataclass(frozen=True, slots=True, eq=False)
class Edition:
    """One order."""

    key: str
    number: str
    title: Text
    citation: Text
    """The order as an act cites it, with the dates, numbers and all who signed it."""
    numbering: Text | None
    """Whose paragraph numbers are quoted, where the text of the order itself has none."""
    note: Text | None
    in_force_from: date
    in_force_to: date
    """The last day in force; the EditionPeriod table may narrow or move the intake."""
    cities: tuple[str, ...]
    bodies: Mapping[str, Body]
    lists: Mapping[str, tuple[DocRule, ...]]
    terms: Mapping[str, Term]
    bars: Mapping[str, BarRule]
    rules: Mapping[str, Rule]
    checks: Mapping[str, tuple[str, ...]]
    bring: tuple[str, ...]
    permit_validity: Text | None
    """For how long a permit serves, in words."""
    photo: PhotoSize | None
    petition_lifetime: Length | None
    originals_back: Length | None
    ruling_confirmed: Length | None
    ending_notices: tuple[int, ...] = ()
    """How many days before its end applicants are notified, the largest first."""
    transition_until: date | None = None
    """The last day on which an application on a petition of this order may still be filed, under this order
    (interpretation 7)."""
    earlier_bars: bool = True
    """Whether the bars of earlier orders apply to what is filed under this one (interpretation 48)."""
    screening_refusal: str = ""
    """One of SCREENING_REFUSALS."""
    each_return_restarts: bool = False
    """Whether the term of the review begins again with every correction, however often the application was returned
    (interpretation 3)."""
    each_proposal_restarts: bool = False
    """Whether the terms of the body begin again with every proposal of a refusal (interpretations 51 and 63)."""
    duty_carries: bool = False
    """Whether the duty of an application that was annulled serves the next (interpretation 26)."""
    confirmed_corrections: tuple[str, ...] = ()
    """Kinds of recorded facts whose correction another official of the body confirms (interpretation 38)."""
    programme: str = ""
    """The key of the one it belongs to."""
    code: bool = False
    """A code of law, and no order of a body."""
    hearings: Mapping[str, HearingRule] = field(default_factory=dict)
    advice: Mapping[str, int] = field(default_factory=dict)
    """Days that practice goes by and no paragraph sets: they advise the applicant, and refuse nothing."""
    papers: Mapping[str, tuple[DocRule, ...]] = field(default_factory=dict)
    """Documents of no stage, by list (`Shape.papers`): what is attached to objections and to the protocol of a hearing,
    and the scan of a consent that was withdrawn on paper."""
    reminded: frozenset[str] = field(init=False, compare=False)
    """States whose running term makes nobody late."""

    def __post_init__(self) -> None:
        terms = (term for term in self.terms.values() if term.on_expiry == REMINDER)
        object.__setattr__(self, "reminded", frozenset(state for term in terms for state in term.bounds))

    def in_force(self, day: date) -> bool:
        return self.in_force_from <= day <= self.in_force_to

    def document(self, list_key: str, kind: str) -> DocRule:
        """KeyError when the list has no such document (the 2025 package has no consent form)."""
        for rule in self.lists[list_key]:
            if rule.kind == kind:
                return rule
        raise KeyError(f"{self.key}: lists.{list_key}: {kind}")

    def __repr__(self) -> str:
        return f"<Edition {self.key}>"
