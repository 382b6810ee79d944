"""What is recorded of a case, by its name, with the words staff read: filled by each programme (`Programme.names`).

A column with such a name takes its choices from here, so that another programme needs no migration. A name means
one thing in the whole portal: rows, notices and partners' messages bear it alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.law.actors import Readers

Labels = Mapping[str, str | Promise]
Results = tuple[str | Promise, str | Promise]


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What a programme records, each by its name, with the words for it."""

    decisions: Labels = field(default_factory=dict)
    grounds: Labels = field(default_factory=dict)
    checks: Labels = field(default_factory=dict)
    """Kinds of answers of other bodies."""
    terms: Labels = field(default_factory=dict)
    """Of its editions."""
    bars: Labels = field(default_factory=dict)
    """Of its editions."""
    steps: Labels = field(default_factory=dict)
    events: Labels = field(default_factory=dict)
    """Of a case, that are no step."""
    about: Labels = field(default_factory=dict)
    """What a system and the file may differ about, besides a check."""
    notices: Labels = field(default_factory=dict)
    """The sentences of notices that no step causes, with the names of their facts."""
    by_when: Labels = field(default_factory=dict)
    """Of a term, in a sentence with %(day)s: whose it is and when it ends."""
    you_by_when: Labels = field(default_factory=dict)
    """The same to the applicant, where the words differ."""
    results: Mapping[str, Results] = field(default_factory=dict)
    """Of each kind of checks, the words for a good result and for a bad one."""
    check_readers: Mapping[str, Readers] = field(default_factory=dict)
    """Who reads a check of this kind, nobody but the auditor where it is not named."""
    term_readers: Mapping[str, Readers] = field(default_factory=dict)
    """Who reads of a term, where not everybody who sees the case."""
    answered_by: Mapping[str, str] = field(default_factory=dict)
    """Of a kind of checks, the outside system that answers it, where it bears another name."""
    event_readers: Mapping[str, Readers] = field(default_factory=dict)
    """Who reads an event that is no step, where not all who see the case do."""
    of_each_round: frozenset[str] = frozenset()
    """Kinds of checks that are recorded again in each round of them."""
    asked_once: frozenset[str] = frozenset()
    """Kinds of which a case needs one, in whatever round."""
    withheld: frozenset[str] = frozenset()
    """Kinds whose answers the copy of a case without them leaves out (`cases.evidence.withholding`)."""
    paid_again: Mapping[str, str] = field(default_factory=dict)
    """What a return can name that is no document, and the kind of duty that answers it."""


CHECK_READERS: dict[str, Readers] = {}
TERM_READERS: dict[str, Readers] = {}
EVENT_READERS: dict[str, Readers] = {}
RESULTS: dict[str, Results] = {}
ANSWERED_BY: dict[str, str] = {}
ASKED_ONCE: set[str] = set()
OF_EACH_ROUND: set[str] = set()
WITHHELD: set[str] = set()
PAID_AGAIN: dict[str, str] = {}
KINDS = (
    *("decisions", "grounds", "checks", "terms", "bars", "steps", "events", "about"),
    *("notices", "by_when", "you_by_when"),
)
KNOWN: dict[str, dict[str, str | Promise]] = {kind: {} for kind in KINDS}
"""Kind → name → words, of all programmes."""


def add(names: Names) -> None:
    for kind, known in KNOWN.items():
        known.update({str(name): label for name, label in getattr(names, kind).items()})
    CHECK_READERS.update(names.check_readers)
    TERM_READERS.update(names.term_readers)
    EVENT_READERS.update(names.event_readers)
    RESULTS.update(names.results)
    ANSWERED_BY.update(names.answered_by)
    ASKED_ONCE.update(names.asked_once)
    OF_EACH_ROUND.update(names.of_each_round)
    WITHHELD.update(names.withheld)
    PAID_AGAIN.update(names.paid_again)


def remove(names: Names) -> None:
    for kind, known in KNOWN.items():
        for name in getattr(names, kind):
            known.pop(str(name), None)
    for table, owned in (
        (CHECK_READERS, names.check_readers),
        (TERM_READERS, names.term_readers),
        (EVENT_READERS, names.event_readers),
        (RESULTS, names.results),
        (PAID_AGAIN, names.paid_again),
        (ANSWERED_BY, names.answered_by),
    ):
        for name in owned:
            table.pop(name, None)
    ASKED_ONCE.difference_update(names.asked_once)
    OF_EACH_ROUND.difference_update(names.of_each_round)
    WITHHELD.difference_update(names.withheld)


def label(kind: str, name: str) -> str | Promise:
    """The name itself where no programme of this installation knows it (any more)."""
    return KNOWN[kind].get(name, name)


def subject(name: str) -> str | Promise:
    """What a system and the file may differ about: a check, or what else a programme names."""
    return KNOWN["about"].get(name) or label("checks", name)


def system_of(check: str) -> str:
    """The outside system that answers a check of this kind."""
    return ANSWERED_BY.get(check, check)


def check_result(check: str, clear: bool) -> str | Promise:
    """The result of a check in words, by its kind."""
    return RESULTS.get(check, (_("yes"), _("no")))[0 if clear else 1]


Choices = list[tuple[str, str | Promise]]


def decisions() -> Choices:
    return list(KNOWN["decisions"].items())


def grounds() -> Choices:
    return list(KNOWN["grounds"].items())


def checks() -> Choices:
    return list(KNOWN["checks"].items())


def terms() -> Choices:
    return list(KNOWN["terms"].items())


def bars() -> Choices:
    return list(KNOWN["bars"].items())
