"""Files and letters, served only to those who may see their case; each reading is remembered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _

from cases import letters
from cases.engine.steps.readers import reads, reads_document
from cases.engine.writing import audit
from cases.evidence import bundles
from cases.evidence.storage import scanning, verifying
from cases.files import BadFile
from cases.files.storing import DOCUMENTS, ChangedError, open_verified
from cases.law.actors import Role
from cases.law.places import May
from cases.letters import anketa
from cases.models import Blob, Case, Document, DocumentPart, Letter, Original, Ruling, Signature
from cases.models.blob import INFECTED, StoredFile
from cases.models.filefault import CHANGED, MISSING
from cases.models.queries import horizon
from cases.web.documents import signed
from cases.web.request.access import CASE_ROLES, AuthenticatedRequest, open_to
from cases.web.request.addresses import case_url
from cases.web.request.callers import address
from cases.web.request.finding import the_case
from cases.web.request.moment import moment

READERS = (*CASE_ROLES, Role.AUDITOR)
AT_THE_COUNTER = (Role.CLERK, Role.OFFICER)
"""Who hands papers to people, and gets them printed on asking."""
LANGUAGES = ("ru", "kk")


@open_to(*READERS, helper="see")
def show_document(request: AuthenticatedRequest, pk: UUID, document_pk: UUID) -> HttpResponseBase:
    case = the_case(request, pk)
    mine = Q(case=case) | Q(pk__in=Ruling.objects.filter(case=case).values("paper"))  # one may lie with its complaint
    row = Document.objects.select_related("blob").filter(mine, pk=document_pk).first()
    if row is None or not reads_document(request.user, case, row):
        raise Http404
    return send(request, case, row.blob, "document", f"{case.number}-{row.kind}", own_name=row.name)


def opened_part(
    request: AuthenticatedRequest, pk: UUID, document_pk: UUID, position: int
) -> tuple[Case, DocumentPart, Original]:
    """A file of a document with the original of it, as far as this person may open it; else Http404."""
    case = the_case(request, pk)
    rows = DocumentPart.objects.select_related("document", "original", "blob")
    row = rows.filter(document=document_pk, document__case=case, position=position).first()
    if row is None or row.original is None or not reads_document(request.user, case, row.document):
        raise Http404
    return case, row, row.original


@open_to(*READERS, helper="see")
def letter(request: AuthenticatedRequest, pk: UUID, letter_pk: UUID, language: str) -> HttpResponseBase:
    case = the_case(request, pk)
    row = Letter.objects.filter(case=case, pk=letter_pk).first()
    hidden = row is not None and not reads(request.user.reads_as, row.readers)  # type: ignore[union-attr]
    if row is None or hidden or language not in LANGUAGES or beyond(case, request, row.at):
        raise Http404
    if language not in row.files and request.user.role in AT_THE_COUNTER:
        row = _printed_at_once(row, moment(request))
    if language not in row.files:
        return render(request, "cases/letter_pending.html", {"case": case, "letter": row}, status=503)
    blob = Blob.objects.get(pk=row.files[language])
    return send(request, case, blob, "letter", f"{row.number}-{language}")


def _printed_at_once(row: Letter, now: datetime) -> Letter:
    """Nobody at the counter waits for a worker; where the storage accepts nothing, the worker does it."""
    try:
        letters.render_and_store(row.pk, now)
    except BadFile:
        return row
    return Letter.objects.get(pk=row.pk)


@open_to(Role.APPLICANT, helper="see")
def questionnaire_draft(request: AuthenticatedRequest, pk: UUID, language: str) -> HttpResponseBase:
    """The анкета as it is saved now, to be read before it is signed (п. 10(5))."""
    case = the_case(request, pk, "city")
    if language not in LANGUAGES:
        raise Http404
    if May.FILL not in case.place.may or not case.dossier.may_change("questionnaire"):
        messages.info(request, _("The questionnaire is filed and not open: what was filed can be read here."))
        return redirect(case_url(request.user, case))
    return _pdf(request, case, anketa.draft(case, moment(request), language), f"{case.number}-anketa-draft-{language}")


@open_to(Role.APPLICANT, Role.OFFICER, Role.CLERK, Role.HEAD, Role.AUDITOR, helper="see")
def questionnaire(request: AuthenticatedRequest, pk: UUID, signature_pk: UUID, language: str) -> HttpResponseBase:
    """The анкета as it was filed with this signature, in the words of this language."""
    case = the_case(request, pk, "city")
    row = Signature.objects.filter(case=case, pk=signature_pk, annex__has_key=anketa.ANNEX).first()
    if language not in LANGUAGES or row is None or beyond(case, request, row.at):
        raise Http404
    name = f"{case.number}-anketa-{row.at:%Y%m%d}-{language}"
    return _pdf(request, case, anketa.filed(case, row, language), name, row.sha256)


def _pdf(request: AuthenticatedRequest, case: Case, data: bytes, name: str, ref: str = "") -> HttpResponseBase:
    audit.record_reading(case, request.user, "questionnaire", moment(request), ref=ref, address=address(request))
    headers = {"Content-Disposition": f'inline; filename="{slugify(name)}.pdf"'}
    return guarded(HttpResponse(data, content_type="application/pdf", headers=headers))


@open_to(*READERS)
def signature(request: AuthenticatedRequest, pk: UUID, signature_pk: UUID, part: str) -> HttpResponseBase:
    """A part of a signature: `cms` (DER), `sheet` (what was signed, byte for byte) or `bundle` (ZIP)."""
    case = the_case(request, pk)
    row = Signature.objects.filter(case=case, pk=signature_pk).first()
    if row is None or part not in PARTS or not _may_read(request, row) or beyond(case, request, row.at):
        raise Http404
    row.case = case
    make, mime, ending = PARTS[part]
    data = make(row)
    audit.record_reading(case, request.user, part, moment(request), ref=row.sha256, address=address(request))
    response = HttpResponse(data, content_type=mime)
    response["Content-Disposition"] = f'attachment; filename="{bundles.file_name(row, ending)}"'
    return guarded(response)


PARTS: dict[str, tuple[Callable[[Signature], bytes], str, str]] = {
    "cms": (lambda row: row.cms, "application/pkcs7-signature", "p7s"),
    "sheet": (lambda row: row.sheet.encode(), "application/json", "sheet.json"),
    "bundle": (bundles.bundle, "application/zip", "zip"),
}


def _may_read(request: AuthenticatedRequest, row: Signature) -> bool:
    """An applicant's own, and of the staff's those that stand beside a letter to the applicant; of these, and for the
    staff, those without a fact that is not theirs to read."""
    user = request.user
    if not signed.may_read(row, user.reads_as):
        return False
    return user.role != Role.APPLICANT or row.user_id == user.pk or _letter_of(row) is not None


def _letter_of(row: Signature) -> Letter | None:
    rows = Letter.objects.filter(case=row.case_id, facts__signature__sheet=row.sha256)
    return next((letter for letter in rows if letter.for_applicant), None)


def beyond(case: Case, request: AuthenticatedRequest, at: datetime) -> bool:
    """Whether what came about at `at` lies after the part of the file that this user reads."""
    end = horizon(case, request.user)
    return end is not None and at > end


def send(
    request: AuthenticatedRequest,
    case: Case,
    row: StoredFile,
    what: str,
    name: str,
    place: str = DOCUMENTS,
    own_name: str = "",
) -> HttpResponseBase:
    """The bytes that were hashed just now, under the hash that they have; nothing else is ever sent. `own_name`: what
    the person calls the file: under it the person gets it back, and an office under `name`."""
    try:
        # A letter is the portal's own: nobody scans it.
        stream = open_verified(row.name, row.sha256, place) if what == "letter" else scanning.open_scanned(row, place)
    except scanning.HeldBackError:
        return held_back(request, case, row)
    except (ChangedError, OSError) as error:
        return faulty(request, case, row, place, what, CHANGED if isinstance(error, ChangedError) else MISSING)
    audit.record_reading(case, request.user, what, moment(request), ref=row.sha256, address=address(request))
    mime, way = (row.mime, "inline") if isinstance(row, Blob) else ("application/octet-stream", "attachment")
    response = FileResponse(stream, content_type=mime)
    shown = own_name if request.user.role == Role.APPLICANT else ""
    shown = shown or f"{slugify(name)}.{row.name.rpartition('.')[2]}"
    response["Content-Disposition"] = content_disposition_header(way == "attachment", shown) or way
    return guarded(response)


def held_back(request: AuthenticatedRequest, case: Case, row: StoredFile) -> HttpResponse:
    """Of an infected file, or of one of which nothing is known yet; no reading is recorded, for nothing was read."""
    infected = row.scan == INFECTED
    context = {"case": case, "file": row, "infected": infected, "back": _back(request, case)}
    return render(request, "cases/file_held_back.html", context, status=403 if infected else 503)


def _back(request: AuthenticatedRequest, case: Case) -> str:
    role = request.user.role  # type: ignore[union-attr]
    return case_url(request.user, case) if role in CASE_ROLES else ""


def faulty(
    request: AuthenticatedRequest, case: Case, row: StoredFile, place: str, what: str, fault: str
) -> HttpResponse:
    """Displayed to the reader, and reported to the log and /health/full; no reading is recorded, for nothing was
    read."""
    verifying.record_fault(place, row, fault, moment(request))
    attaches = request.user.role == Role.APPLICANT and May.PREPARE in case.place.may  # type: ignore[union-attr]
    context = {
        "case": case,
        "missing": fault == MISSING,
        "sha256": row.sha256,
        "back": _back(request, case),
        "is_letter": what == "letter",
        "attaches": attaches,
    }
    return render(request, "cases/file_fault.html", context, status=503)


def guarded(response: HttpResponseBase) -> HttpResponseBase:
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    # Even a hostile file that slipped through can run nothing and call nobody.
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response.csp_exempt = True  # type: ignore[attr-defined]
    return response
