"""A file as it came, before it was cleaned: sent to be saved, and displayed as pictures that the cage draws of it."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from cases.engine.writing import audit
from cases.evidence.storage import parts, scanning
from cases.files import BadFile
from cases.files.inspection import picture_of
from cases.files.storing import ORIGINALS, ChangedError
from cases.models import DocumentPart
from cases.models.filefault import CHANGED, MISSING
from cases.web.documents import files
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.callers import address
from cases.web.request.moment import moment


@open_to(*files.READERS, helper="see")
def original(request: AuthenticatedRequest, pk: UUID, document_pk: UUID, position: int) -> HttpResponseBase:
    """The bytes: evidence, never sent to a browser for display."""
    case, row, part_file = files.opened_part(request, pk, document_pk, position)
    name = f"{case.number}-{row.document.kind}-{position}-original"
    return files.send(request, case, part_file, "original", name, ORIGINALS, parts.name_as_sent(row))


@open_to(*files.READERS, helper="see")
def page(request: AuthenticatedRequest, pk: UUID, document_pk: UUID, position: int, number: int) -> HttpResponseBase:
    """A page as a JPEG of our own, beside the same page of the stored file."""
    case, row, part_file = files.opened_part(request, pk, document_pk, position)
    if not 1 <= number <= pages_of(row):
        raise Http404
    try:
        with scanning.open_scanned(part_file, ORIGINALS) as stream:
            picture = picture_of(stream.read(), number)
    except scanning.HeldBackError:
        return files.held_back(request, case, part_file)
    except (ChangedError, OSError) as error:
        fault = CHANGED if isinstance(error, ChangedError) else MISSING
        return files.faulty(request, case, part_file, ORIGINALS, "original", fault)
    except BadFile:
        words = _("This page could not be drawn just now. The file itself can be downloaded.")
        return files.guarded(HttpResponse(words, status=503, content_type="text/plain; charset=utf-8"))
    audit.record_reading(
        case, request.user, "original", moment(request), ref=part_file.sha256, address=address(request)
    )
    return files.guarded(HttpResponse(picture, content_type="image/jpeg"))


def pages_of(part: DocumentPart) -> int:
    """Cleaning keeps every page, so the cleaned file says how many came."""
    return part.blob.pages or 1
