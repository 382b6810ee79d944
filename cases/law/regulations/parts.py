"""The parts of an edition: documents, terms, hearings, bars, rules. Values come from the TOML files."""

from __future__ import annotations

from dataclasses import dataclass
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
