"""What a document is called: by the list of the order that its case is at. The one place that works titles out.

One kind is in several lists under several titles (a passport's copy for the application, "copy and original" for
ЦОН), so there is no title without a list.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from cases.law.places import place_of, states_with_duty
from cases.law.regulations import DocRule, Edition, Text


class Listed(Protocol):
    """What is needed of a case here (`cases.models.Case`, which this module cannot import)."""

    programme: Any
    state: Any

    @property
    def law(self) -> Edition: ...
    @property
    def dossier(self) -> Any: ...


@dataclass(frozen=True, slots=True)
class ListRules:
    """What a programme says of its lists of documents."""

    last: Callable[[Any], str]
    """The last list that a closed case has reached."""
    law: Callable[[Any, str], Edition] = lambda case, list_key: case.law
    """The edition that applies to a list, where that is not the one to which the case is bound."""
    compared_again: frozenset[str] = frozenset()
    """Lists whose copies are compared with the originals a second time in the same visit."""


HEARING = "hearing"
"""The list of what is attached to objections and to the protocol of a hearing: not of the order, so of no stage."""
WITHDRAWAL = "withdrawal"
"""The list of scans of consents that were withdrawn on paper."""
RULING = "ruling"
"""The list of what a court or a higher body has decided."""
CHECKS = "checks"
"""The list of what systems and bodies have answered on paper."""
BESIDE = (HEARING, WITHDRAWAL, RULING, CHECKS)
LIST_RULES: dict[str, ListRules] = {}
"""By the key of the programme (`cases.engine.programmes.register`)."""


def list_at(case: Listed, state: str = "") -> str:
    """The list of the case's state, or of `state`; of a closed case, the last that it has reached."""
    return place_of(state or case.state).documents or LIST_RULES[case.programme].last(case)


def law_at(case: Listed) -> Edition:
    """The order that applies to the current list: the petition has its own."""
    return LIST_RULES[case.programme].law(case, list_at(case))


def rules_of(case: Listed, list_key: str) -> tuple[DocRule, ...]:
    """A list under the order that applies to it. Without a list, nothing."""
    if not list_key:
        return ()
    law = LIST_RULES[case.programme].law(case, list_key)
    return law.papers.get(list_key, ()) if list_key in BESIDE else law.lists[list_key]


def rule_of(case: Listed, list_key: str, kind: str) -> DocRule | None:
    """What a list requires of one document; None where it does not have it."""
    return next((rule for rule in rules_of(case, list_key) if rule.kind == kind), None)


def rule_beside(case: Listed, kind: str) -> DocRule | None:
    """The rule of a document that belongs to no stage."""
    return next((rule for key in BESIDE for rule in rules_of(case, key) if rule.kind == kind), None)


def duty_rule(case: Listed, duty: str) -> DocRule | None:
    """What the order requires as the proof of a duty, by its kind: of the list at which it is paid."""
    lists = dict.fromkeys(place_of(state).documents for state in states_with_duty(duty))
    return next((rule for key in lists for rule in rules_of(case, key) if rule.source == "payment"), None)


def titles(case: Listed, list_key: str) -> dict[str, Text]:
    """Kind → title, in the order of `list_key`; then what only other lists know, in the order of the process."""
    by_kind: dict[str, Text] = {}
    for key in (list_key, *case.law.lists, *BESIDE):
        for rule in rules_of(case, key):
            by_kind.setdefault(rule.kind, rule.title)
    return by_kind


def title(case: Listed, list_key: str, kind: str) -> str:
    """In the reader's language; the kind itself where no list of the order knows it any more."""
    return str(titles(case, list_key).get(kind, kind))


def documents_of_list(case: Listed, list_key: str) -> list[tuple[DocRule, Any]]:
    """The documents of exactly this list that the case has, in its order."""
    documents = case.dossier.documents
    return [(rule, documents[rule.kind]) for rule in rules_of(case, list_key) if rule.kind in documents]


def all_documents(case: Listed, list_key: str) -> list[tuple[str, Any]]:
    """(title, document) of everything the case has: those of `list_key` first, in its order."""
    names, documents = titles(case, list_key), case.dossier.documents
    order = [*(k for k in names if k in documents), *sorted(documents.keys() - names.keys())]
    return [(str(names.get(kind, kind)), documents[kind]) for kind in order]
