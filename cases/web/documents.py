"""Documents handed in one by one: a card for each, its form, and what comes of an upload. Shared by the sides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.forms import ValidationError
from django.http import Http404, HttpRequest
from django.utils.functional import Promise

from cases import filing
from cases.calendar import local_day
from cases.documents import filing_day, rule_problems
from cases.errors import CaseError
from cases.files import BadFile
from cases.files.refusals import SENTENCES
from cases.forms.documents import DocumentForm
from cases.models import Case, Document, Ground
from cases.regulations import DocRule
from cases.titles import rules_of
from cases.web.common import moment, request_id


@dataclass(slots=True)
class Card:
    """One document of a list as its owner meets it. `form` is None while it cannot be changed.

    `note`: why it came back (п. 12); `earlier`: carried over from an earlier case and not replaced since.
    """

    rule: DocRule
    document: Document | None
    form: DocumentForm | None
    problems: list[str | Promise]
    note: str = ""
    returned: bool = False
    earlier: bool = False

    @property
    def state(self) -> str:
        """As `components/document_state.html` knows it, and "problem" for a file that breaks a rule."""
        if self.returned:
            return "returned"
        if self.problems:
            return "problem"
        return "attached" if self.document else "missing"

    @property
    def ready(self) -> bool:
        return self.state == "attached" or (self.state == "missing" and not self.rule.required)

    @property
    def open(self) -> bool:
        """Its form is unfolded: there is something to do, or something to say."""
        wanted = not self.document and self.rule.required
        return bool(wanted or self.problems or self.returned or (self.form and self.form.errors))


def cards(case: Case, user: Any, list_key: str, now: datetime, bound: DocumentForm | None = None) -> list[Card]:
    """The documents of a list that people hand in; `bound`: a form that came back with errors, for its own card."""
    may = set(filing.attachable(case, user))
    notes = _notes(case)
    rules = [r for r in rules_of(case, list_key) if r.source == "applicant"]
    return [_card(case, rule, list_key, now, may, notes, bound) for rule in rules]


def _card(
    case: Case, rule: DocRule, list_key: str, now: datetime, may: set[str], notes: dict[str, str],
    bound: DocumentForm | None,
) -> Card:  # fmt: skip
    document = case.dossier.documents.get(rule.kind)
    form = None
    if rule.kind in may:
        form = bound if bound and bound.kind == rule.kind else upload_form(case, rule, now)
    problems = rule_problems(case, rule, document, filing_day(case, now)) if document else []
    card = Card(rule, document, form, problems, notes.get(rule.kind, ""))
    card.returned = rule.kind in notes and rule.kind in case.dossier.unanswered()
    card.earlier = bool(document and document.uploaded_at == case.opened_at)
    return card


def _notes(case: Case) -> dict[str, str]:
    """What the officer wrote on each returned document: the ground in words, and the comment."""
    returns = case.dossier.returns
    if not returns:
        return {}
    grounds = {g.code: str(g) for g in Ground.objects.filter(kind="rework", code__in=[r.ground for r in returns])}
    return {r.kind: " ".join(part for part in (grounds.get(r.ground, ""), r.text) if part) for r in returns}


def returned_notes(case: Case) -> dict[str, str]:
    """The same for pages that show what is not a document (the questionnaire)."""
    return _notes(case)


def rule_of(case: Case, list_key: str, kind: str) -> DocRule:
    """Raises Http404 when the list asks nobody to hand in such a document."""
    for rule in rules_of(case, list_key):
        if rule.kind == kind and rule.source == "applicant":
            return rule
    raise Http404


def upload_form(case: Case, rule: DocRule, now: datetime, *sent: Any) -> DocumentForm:
    current = case.dossier.documents.get(rule.kind)
    return DocumentForm(
        *sent, kind=rule.kind, current=current, today=local_day(now), need_legalisation="legalised" in rule.rules,
        send_anew=rule.kind in case.dossier.unanswered(),
    )  # fmt: skip


def receive(request: HttpRequest, case: Case, rule: DocRule) -> DocumentForm | None:
    """Keep what was sent for this document. None when it is kept, else the form with its errors."""
    now = moment(request)
    form = upload_form(case, rule, now, request.POST, request.FILES)
    if not form.is_valid():
        return form
    try:
        _keep(request, case, rule.kind, form)
    except BadFile as error:
        form.add_error("file", ValidationError(error.message, error.code, error.params))
    except OSError:  # a full disk under the upload itself, before the storage is asked
        form.add_error("file", SENTENCES["storage_full"])
    except CaseError as error:
        form.add_error(None, str(error))
    else:
        case.__dict__.pop("dossier", None)
        return None
    return form


def _keep(request: HttpRequest, case: Case, kind: str, form: DocumentForm) -> None:
    user, now, rid = request.user, moment(request), request_id(request)
    upload = form.cleaned_data.get("file")
    if upload:
        filing.attach(case.pk, user, now, kind, upload, upload.name, request_id=rid, **form.facts())
    elif form.has_changed():
        filing.describe(case.pk, user, now, kind, request_id=rid, **form.facts())
