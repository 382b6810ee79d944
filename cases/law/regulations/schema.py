"""An edition of the order as a whole, and what each of a programme has to name: names are used by the process code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from .parts import REMINDER, BarRule, Body, DocRule, HearingRule, Length, PhotoSize, Rule, Term
from .text import Text


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
    goes_back_to: Mapping[str, str] = field(default_factory=dict)
    """By an act that is set aside, the place to which the case goes back, where that is another than the one in which
    the act was made (interpretation 56). The terms of that place begin again."""
    challenged_in_writing: tuple[str, ...] = ()
    """Kinds of letters about acts, and keys of terms, about which the cabinet begins no complaint (interpretations 57,
    62, 68)."""
    programme: str = ""
    """The key of the one it belongs to."""
    code: bool = False
    """A code of law, and no order of a body."""
    compared: bool = True
    """Whether number, dates and lengths were compared with the official text; else pages mark them as unconfirmed."""
    hearings: Mapping[str, HearingRule] = field(default_factory=dict)
    advice: Mapping[str, int] = field(default_factory=dict)
    """Days that practice goes by and no paragraph sets: they advise the applicant, and refuse nothing."""
    of_any_list: Mapping[str, str] = field(default_factory=dict)
    """By what is required of a document besides rules in days (`Shape.document_checks`), the paragraph that asks for it
    whichever list the document is of."""
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
