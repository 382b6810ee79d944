"""Documents handed in one by one: a card for each, with its form (`uploads`). Shared by the sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404
from django.urls import reverse
from django.utils.functional import Promise

from cases.engine.programmes import filing_day
from cases.engine.steps import STEPS
from cases.evidence.storage import parts
from cases.files.notices import Sentence, sentences
from cases.law.calendar import local_day
from cases.law.places import May
from cases.law.regulations import DocRule
from cases.law.titles import rules_of
from cases.models import Case, Document, DocumentPart, Ground, User
from cases.programmes.nomad import filing
from cases.programmes.nomad.correcting.corrections import correctable_documents
from cases.programmes.nomad.forms.documents import DocumentForm
from cases.programmes.nomad.papers.documents import rule_problems
from cases.values.bilingual import in_language


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file of a document. A button beside it sends a new order of all the files: "2,1,3"."""

    part: DocumentPart
    original: str
    """Where the original is downloaded; "" where it was not stored."""
    notices: list[Sentence]
    up: str
    """The order with this file earlier; "" for the first."""
    down: str
    """The order with this file later; "" for the last."""
    without: str
    """The order with this file removed; "" for the only one."""


def lines_of(document: Document) -> list[FileLine]:
    """The files of a document in their order; `cases.evidence.storage.parts.load` saves a statement for each."""
    rows = list(document.parts.all())
    order = [row.position for row in rows]
    return [
        FileLine(
            row,
            original_url(document, row),
            sentences(row.notices),
            _moved(order, n, -1),
            _moved(order, n, 1),
            ",".join(str(p) for p in order if p != row.position),
        )
        for n, row in enumerate(rows)
    ]


def original_url(document: Document, part: DocumentPart) -> str:
    if part.original_id is None:
        return ""
    return reverse("cases:original", args=[document.case_id, document.pk, part.position])


def _moved(order: list[int], place: int, by: int) -> str:
    other = place + by
    if not 0 <= other < len(order):
        return ""
    moved = list(order)
    moved[place], moved[other] = moved[other], moved[place]
    return ",".join(str(position) for position in moved)


@dataclass(slots=True)
class Card:
    """A document of a list, as its owner sees it."""

    rule: DocRule
    document: Document | None
    form: DocumentForm | None
    """None while the document cannot be changed."""
    problems: list[str | Promise]
    note: str = ""
    """Why it was returned (п. 5, 12)."""
    returned: bool = False
    earlier: bool = False
    """Carried over from an earlier case and not replaced since."""
    opened: bool = False
    """The owner opened it to change it."""
    refused: tuple[str, ...] = ()
    """Why an upload was refused, where there is no form to show it."""

    @property
    def lines(self) -> list[FileLine]:
        return lines_of(self.document) if self.document else []

    @property
    def may_detach(self) -> bool:
        return bool(self.form and self.document and May.PREPARE in self.document.case.place.may)

    @property
    def state(self) -> str:
        """As `components/document_state.html` knows it, and "problem" for a file that breaks a rule."""
        if self.returned:
            return "returned"
        if self.problems:
            return "problem"
        return "attached" if self.document else "missing"

    @property
    def open(self) -> bool:
        """Its form is unfolded: there is something to do, or something to say."""
        wanted = not self.document and self.rule.required
        return bool(wanted or self.opened or self.problems or self.returned or (self.form and self.form.errors))


def cards(case: Case, user: User, list_key: str, now: datetime, bound: DocumentForm | None = None) -> list[Card]:
    """The documents of a list that people hand in; `bound`: a form that came back with errors, for its own card."""
    may = set(filing.attachable(case, user))
    parts.load(case.dossier.documents.values())
    notes = _notes(case)
    rules = [r for r in rules_of(case, list_key) if r.source == "applicant"]
    return [_card(case, rule, list_key, now, may, notes, bound) for rule in rules]


def unfold(cards: Sequence[Card], kind: str) -> None:
    """The form of this kind, which the page was opened to change."""
    for card in cards:
        card.opened = card.rule.kind == kind


def card_of(case: Case, user: User, rule: DocRule, now: datetime, bound: DocumentForm | None = None) -> Card:
    """One document by itself, whichever side hands it in."""
    parts.load(case.dossier.documents.values())
    return _card(case, rule, "", now, filing.every_attachable(case, user), {}, bound)


def _card(
    case: Case,
    rule: DocRule,
    list_key: str,
    now: datetime,
    may: set[str],
    notes: dict[str, str],
    bound: DocumentForm | None,
) -> Card:
    document = case.dossier.documents.get(rule.kind)
    if document is not None:
        document.case = case
    form = None
    sent = bound if bound and bound.kind == rule.kind else None
    if rule.kind in may:
        form = sent or upload_form(case, rule, now)
    problems = rule_problems(case, rule, document, filing_day(case, now)) if document else []
    card = Card(rule, document, form, problems, notes.get(rule.kind, ""))
    card.returned = rule.kind in notes and rule.kind in case.dossier.unanswered()
    card.refused = tuple(map(str, sent.non_field_errors())) if sent and form is None else ()
    card.earlier = bool(document and document.uploaded_at == case.opened_at)
    return card


def _notes(case: Case) -> dict[str, str]:
    """What the official wrote on each returned document: the ground in words, and the comment."""
    returns = case.dossier.returns
    if not returns:
        return {}
    kind = next(step.grounds for step in STEPS.values() if step.target == case.state and step.grounds)
    grounds = {g.code: str(g) for g in Ground.objects.filter(kind=kind, code__in=[r.ground for r in returns])}
    return {
        r.kind: " ".join(part for part in (grounds.get(r.ground, ""), in_language(r.comment)) if part) for r in returns
    }


def returned_notes(case: Case) -> dict[str, str]:
    """The same for pages that show what is not a document (the questionnaire)."""
    return _notes(case)


def rule_of(case: Case, list_key: str, kind: str) -> DocRule:
    """Raises Http404 when the list has no such document to be handed in."""
    for rule in rules_of(case, list_key):
        if rule.kind == kind and rule.source == "applicant":
            return rule
    raise Http404


def upload_form(case: Case, rule: DocRule, now: datetime, *sent: object) -> DocumentForm:
    current = case.dossier.documents.get(rule.kind)
    return DocumentForm(
        *sent,
        kind=rule.kind,
        current=current,
        today=local_day(now),
        need_legalisation="legalised" in rule.rules,
        # What an official has recorded is put right by a step of its own, with its reason; a copy comes as a file.
        needs_new_file=rule.kind in case.dossier.unanswered() or rule.kind in correctable_documents(case),
    )
