"""Documents handed in one by one: a card for each, its form, and what comes of an upload. Shared by the sides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.forms import ValidationError
from django.http import Http404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine.programmes import filing_day
from cases.evidence.keeping import parts
from cases.evidence.keeping.limits import TooMuchError
from cases.files import BadFile
from cases.files.notices import Sentence, sentences
from cases.files.refusals import SENTENCES
from cases.files.storing import ChangedError
from cases.law.calendar import local_day
from cases.law.errors import CaseError
from cases.law.places import May
from cases.law.regulations import DocRule
from cases.law.titles import rules_of
from cases.models import Case, Document, DocumentPart, Ground, User
from cases.programmes.nomad import filing
from cases.programmes.nomad.corrections import correctable_documents
from cases.programmes.nomad.documents import rule_problems
from cases.programmes.nomad.forms.documents import DocumentForm
from cases.web import callers
from cases.web.access import AuthenticatedRequest
from cases.web.common import moment, request_id


@dataclass(frozen=True, slots=True)
class Line:
    """A file of a document, with the orders of all its files that the buttons beside it ask for: "2,1,3".

    `up`, `down`: "" at the ends; `without`: "" for the only one. `original`: where it is downloaded, "" when the
    original was not kept then.
    """

    part: DocumentPart
    original: str
    notices: list[Sentence]
    up: str
    down: str
    without: str


def lines_of(document: Document) -> list[Line]:
    """The files of a document in their order; `cases.evidence.keeping.parts.load` saves a statement for each."""
    rows = list(document.parts.all())
    order = [row.position for row in rows]
    return [
        Line(
            row, original_url(document, row), sentences(row.notices), _moved(order, n, -1), _moved(order, n, 1),
            ",".join(str(p) for p in order if p != row.position),
        )
        for n, row in enumerate(rows)
    ]  # fmt: skip


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
    def lines(self) -> list[Line]:
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
    def ready(self) -> bool:
        return self.state == "attached" or (self.state == "missing" and not self.rule.required)

    @property
    def open(self) -> bool:
        """Its form is unfolded: there is something to do, or something to say."""
        wanted = not self.document and self.rule.required
        return bool(wanted or self.problems or self.returned or (self.form and self.form.errors))


def cards(case: Case, user: User, list_key: str, now: datetime, bound: DocumentForm | None = None) -> list[Card]:
    """The documents of a list that people hand in; `bound`: a form that came back with errors, for its own card."""
    may = set(filing.attachable(case, user))
    parts.load(case.dossier.documents.values())
    notes = _notes(case)
    rules = [r for r in rules_of(case, list_key) if r.source == "applicant"]
    return [_card(case, rule, list_key, now, may, notes, bound) for rule in rules]


def _card(
    case: Case, rule: DocRule, list_key: str, now: datetime, may: set[str], notes: dict[str, str],
    bound: DocumentForm | None,
) -> Card:  # fmt: skip
    document = case.dossier.documents.get(rule.kind)
    if document is not None:
        document.case = case
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
        # What an official has recorded is put right by a step of its own, with its reason; a copy comes as a file.
        send_anew=rule.kind in case.dossier.unanswered() or rule.kind in correctable_documents(case),
    )  # fmt: skip


def receive(request: AuthenticatedRequest, case: Case, rule: DocRule) -> DocumentForm | None:
    """Keep what was sent for this document. None when it is kept, else the form with its errors.

    Beside the form the card has buttons: `order` makes the document of its files in that order, `detach` takes it out.
    """
    now = moment(request)
    if callers.count(f"upload.{case.pk}", now) > settings.DNR_UPLOADS_A_MINUTE:
        return _said(case, rule, request, TOO_FAST)
    if "seen" in request.POST:
        return _rearrange(request, case, rule)
    form = upload_form(case, rule, now, request.POST, request.FILES)
    if form.is_valid():
        form = _tried(request, case, rule, form)
    return form if form.errors else None


TOO_FAST = _("That were many files in one minute. Wait a minute and send it again; what was attached before is kept.")
UNREADABLE = _("A file attached before can not be read any more. Attach all files of this document again.")
NONE_KEPT = _("None of the files sent together was kept. Send them again without the bad ones.")


def _tried(request: AuthenticatedRequest, case: Case, rule: DocRule, form: DocumentForm) -> DocumentForm:
    """Each refusal at its field, in the reader's language; whatever happens, the form stays."""
    several = len(form.cleaned_data["file"]) > 1
    try:
        _keep(request, case, rule.kind, form)
    except filing.BadFilesError as error:
        for name, bad in error.files:
            form.add_error("file", _bad(name, bad, several))
        if several:
            form.add_error("file", NONE_KEPT)
    except BadFile as error:  # of all files together
        form.add_error("file", ValidationError(error.message, error.code, error.params))
    except (ChangedError, FileNotFoundError):
        form.add_error("file", UNREADABLE)
    except OSError:  # a full disk under the upload itself, before the storage is asked
        form.add_error("file", SENTENCES["storage_full"])
    except TooMuchError as error:
        form.add_error("file", str(error))
    except CaseError as error:
        form.add_error(None, str(error))
    else:
        case.forget_dossier()
    return form


def _bad(name: str, error: BadFile, several: bool) -> ValidationError:
    if several:
        return ValidationError(format_lazy("{name}: {why}", name=name, why=str(error)), error.code)
    return ValidationError(error.message, error.code, error.params)


def _keep(request: AuthenticatedRequest, case: Case, kind: str, form: DocumentForm) -> None:
    user, now, rid = request.user, moment(request), request_id(request)
    if uploads := [(file, file.name) for file in form.cleaned_data.get("file", ())]:
        filing.attach_files(case.pk, user, now, kind, uploads, add=form.adds, request_id=rid, **form.facts())
    elif set(form.changed_data) - {"how"}:
        filing.describe(case.pk, user, now, kind, request_id=rid, **form.facts())


def _rearrange(request: AuthenticatedRequest, case: Case, rule: DocRule) -> DocumentForm | None:
    user, now, rid, told = request.user, moment(request), request_id(request), request.POST
    try:
        seen = UUID(told["seen"])
        if "detach" in told:
            filing.detach(case.pk, user, now, rule.kind, seen, request_id=rid)
        else:
            order = [int(n) for n in told.get("order", "").split(",")]
            filing.arrange(case.pk, user, now, rule.kind, seen, order, request_id=rid)
    except (ValueError, BadFile, CaseError) as error:
        return _said(case, rule, request, filing.CHANGED if isinstance(error, ValueError) else str(error))
    except (ChangedError, FileNotFoundError):
        return _said(case, rule, request, UNREADABLE)
    case.forget_dossier()
    return None


def _said(case: Case, rule: DocRule, request: AuthenticatedRequest, why: str | Promise) -> DocumentForm:
    """The form as it stood, with a word on what could not be done."""
    case.forget_dossier()
    form = upload_form(case, rule, moment(request), _typed(case, rule, request))
    form.full_clean()
    form.errors.clear()
    form.add_error(None, str(why))
    return form


def _typed(case: Case, rule: DocRule, request: AuthenticatedRequest) -> Any:
    if "seen" not in request.POST:
        return request.POST
    blank = upload_form(case, rule, moment(request))
    return {name: blank[name].initial for name in blank.fields if name != "file"}
