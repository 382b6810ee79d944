"""The documents: each with its file, its problems, and where its data are corrected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from cases.engine.lists import queues
from cases.engine.programmes import filing_day
from cases.engine.steps import STEPS, Step
from cases.engine.steps.readers import event_readers, reads, reads_document
from cases.engine.steps.ways import leads_to
from cases.evidence.storage import parts
from cases.law.titles import all_documents, list_at, rules_of
from cases.models import (
    Case,
    Document,
    DocumentReview,
    Event,
    User,
)
from cases.models.queries import horizon, list_then
from cases.programmes.nomad.correcting.corrections import correctable_documents
from cases.programmes.nomad.facts import DocumentCorrection
from cases.programmes.nomad.papers.changes import changed_rows as shown_changes
from cases.programmes.nomad.papers.documents import rule_problems
from cases.programmes.nomad.papers.particulars import FACTS, differences_between
from cases.web.case_file import review
from cases.web.documents import FileLine, lines_of
from cases.web.request.access import AuthenticatedRequest
from cases.web.request.addresses import case_url
from cases.web.request.links import address
from cases.web.request.moment import moment


@dataclass(frozen=True, slots=True)
class Paper:
    """A current document of the case."""

    document: Document
    title: Any
    url: str
    """Of the file."""
    here: str
    """This page, with the file beside the form."""
    chosen: bool
    problems: list[Any]
    correct: str = ""
    """The page where its data are corrected; "" where they cannot be."""
    decided: bool = False
    """Its data cannot be corrected any more."""
    was: tuple[tuple[str, str, str], ...] = ()
    """(label, what was recorded, what replaced it)."""
    verdict: DocumentReview | None = None
    """The review that is in force."""
    ground: str = ""
    """The reason of the review, in words."""
    review: str = ""
    """The page where it is reviewed; "" where it cannot be."""
    came_since: bool = False
    """It was uploaded after the last return."""
    returned_for: tuple[str, str] = ("", "")
    """(reason of the last return, the words beside it), where it came since and was named there."""

    @property
    def lines(self) -> list[FileLine]:
        """The files it was made of, each with its original and what should be known of it."""
        return lines_of(self.document)

    @property
    def is_image(self) -> bool:
        return self.document.blob.mime.startswith("image/")

    @property
    def is_pdf(self) -> bool:
        return self.document.blob.mime == "application/pdf"


def papers(
    case: Case,
    request: AuthenticatedRequest,
    events: Sequence[Event] = (),
    page: str = "",
    reviewed: review.Review | None = None,
) -> list[Paper]:
    """The current documents in the order of the edition's lists; `?doc=` names the displayed one. `page`: the address
    of the page they are on, the case page by default; `reviewed`: what their review says."""
    end, here = horizon(case, request.user), page or case_url(request.user, case)
    list_key = list_at(case) if end is None else list_then(case)  # who worked on the petition reads it as it was
    rows = _rows(case, request.user, list_key)
    now, checked = moment(request), list_key if case.open and end is None else ""
    filed_on, reviewed = filing_day(case, now), reviewed or review.review_of(case, request.user)
    decided = end is None and any(d.kind in FACTS for _t, d in rows) and _decided(case, request.user.role, now)
    return [
        Paper(
            d,
            title,
            address("cases:document", case.pk, d.pk),
            _with(here, doc=str(d.pk)),
            str(d.pk) == request.GET.get("doc", ""),
            problems(case, d, checked, filed_on),
            correct_url(case, d.kind, request.user.role),
            decided and d.kind in FACTS,
            _corrected(d, events, request.user.reads_as),
            *reviewed.of(d),
        )
        for title, d in rows
    ]


def _rows(case: Case, user: User, list_key: str) -> list[tuple[str, Document]]:
    """(title, document) of what the user reads, with its parts."""
    rows = [(t, d) for t, d in all_documents(case, list_key) if reads_document(user, case, d)]
    parts.load(document for _title, document in rows)
    return rows


def _with(there: str, /, **named: str) -> str:
    """The address of a page that shows a document."""
    return f"{there}{'&' if '?' in there else '?'}{urlencode(named)}#viewer"


def with_beside(paper: Paper, what: str, page: int = 1) -> str:
    """The page of `paper` with something beside it; `page`: of its pages the one that is displayed."""
    named = {"beside": what} | ({"page": str(page)} if page > 1 else {})
    return _with(paper.here.removesuffix("#viewer"), **named)


def correct_url(case: Case, kind: str, role: str) -> str:
    """Where `role` can correct the data of this document now; "" where it cannot."""
    name = next((s.name for s in _correcting(role) if case.state in s.sources), "")
    if not name or kind not in correctable_documents(case):
        return ""
    return f"{address('cases:step', case.pk, name)}?{urlencode({'kind': kind})}"


def _correcting(role: str) -> list[Step]:
    return [s for s in STEPS.values() if s.facts is DocumentCorrection and s.by == role]


def _decided(case: Case, role: str, now: datetime) -> bool:
    """The last decision has been made before which `role` could correct the data of documents: the same for all."""
    sources = [source for step in _correcting(role) for source in step.sources]
    if not sources or case.place.tone == "ended":
        return False
    moving = [step for step in STEPS.values() if step.target is not None]  # no other leads anywhere
    doubtful = [step for step in moving if any(not need.shown for need in step.requires)]
    if leads_to(case.state, sources, (step.name for step in doubtful)):
        return False
    return not leads_to(case.state, sources, (s.name for s in doubtful if not queues.is_possible(case, s, now)))


def _corrected(document: Document, events: Sequence[Event], role: str) -> tuple[tuple[str, str, str], ...]:
    mine = [e for e in events if "changed" in e.facts and e.facts.get("document") == str(document.pk)]
    read = [e.facts["changed"] for e in mine if reads(role, event_readers(e.step, "changed"))]
    return tuple(row for changed in read for row in shown_changes(changed))


def changed_since(before: Document, now: Document) -> tuple[tuple[str, str, str], ...]:
    """(label, what was recorded of the version before, what is recorded now) of each field that differs."""
    return tuple(shown_changes(differences_between(before, now)))


def problems(case: Case, document: Document, list_key: str, filed_on: date) -> list[Any]:
    """The problems of the document on the day of filing: a short passport, a short contract (п. 4, 10, 20)."""
    rules = [r for r in rules_of(case, list_key) if r.kind == document.kind] if list_key else []
    return [p for rule in rules for p in rule_problems(case, rule, document, filed_on)]
