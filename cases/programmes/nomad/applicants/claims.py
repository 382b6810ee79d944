"""What the applicant says of the arrival, by the log of the case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine.steps import step_where
from cases.engine.steps.conditions import Faults, demand
from cases.law.calendar import local_day
from cases.law.titles import rules_of
from cases.models import Document, Event
from cases.programmes.nomad.facts import Claim
from cases.values import moments

if TYPE_CHECKING:
    from cases.models import Case, Deadline

MOST = 50
"""Words of one case that are read."""


@dataclass(frozen=True, slots=True)
class Claimed:
    day: date
    text: str
    at: datetime


def all_of(case: Case) -> list[Claimed]:
    """The newest first."""
    rows = Event.objects.filter(case=case, step=step_where(facts=Claim).name).order_by("-id")[:MOST]
    return [Claimed(date.fromisoformat(row.facts["day"]), row.facts["text"], row.at) for row in rows]


def claimed_on(case: Case, term: Deadline) -> date | None:
    """The first day on which the person gave a word within these days."""
    return min((local_day(word.at) for word in all_of(case) if term.starts_at <= word.at < term.due_at), default=None)


def in_order(case: Case) -> list[Claimed]:
    """The oldest first, as they are answered."""
    return all_of(case)[::-1]


def attached_names(case: Case) -> list[str]:
    """The names of all that was attached to a word, also of what another file has taken the place of."""
    kinds = [rule.kind for rule in rules_of(case, "arrival")]
    rows = Document.objects.filter(case=case, kind__in=kinds).order_by("id")
    return list(dict.fromkeys(row.name for row in rows))


def proofs(case: Case) -> list[Document]:
    """The files that were attached to the word."""
    documents = case.dossier.documents
    return [documents[rule.kind] for rule in rules_of(case, "arrival") if rule.kind in documents]


@demand(_("the word was not given already, for the same day and with the same files"))
def new_word(case: Case, now: datetime, facts: Claim) -> Faults:
    """What brings a file, another day or other words is no repeat."""
    words = facts.text.casefold().split()
    same = next((c for c in all_of(case) if c.day == facts.day and c.text.casefold().split() == words), None)
    if same is None or any(document.uploaded_at > same.at for document in proofs(case)):
        return []
    sentence = _(
        "You wrote this on {moment} already, word for word: it is in the file, and the department looks at it. Send "
        "only what is new: another file, or more in words."
    )
    return [("text", format_lazy(sentence, moment=moments.moment(same.at)))]
