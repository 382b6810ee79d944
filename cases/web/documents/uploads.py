"""The result of the form of a document: stored, or displayed again with what prevents it. Shared by the sides.

The page brings `current`, the document it showed ("" for none), and `base`, what was recorded of it
(`cases.fields.merging`): what another tab has stored meanwhile is displaced by nobody who has not seen it.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.forms import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.evidence.storage.halves import HalfUploadError
from cases.evidence.storage.limits import TooMuchError
from cases.fields import merging
from cases.files import BadFile
from cases.files.refusals import SENTENCES
from cases.files.storing import ChangedError, StorageAwayError
from cases.law.errors import CaseError
from cases.law.regulations import DocRule
from cases.models import Case, Document
from cases.models.row import values_before
from cases.programmes.nomad import filing
from cases.programmes.nomad.filing.seen import NewerError, Seen
from cases.programmes.nomad.forms.documents import DocumentForm
from cases.web.documents import resuming
from cases.web.documents.listing import upload_form
from cases.web.request import callers, returning
from cases.web.request.access import AuthenticatedRequest
from cases.web.request.moment import moment, request_id

TOO_FAST = _(
    "That were many files or changes in one minute. Wait a minute and send it again; what was attached before is kept."
)
UNREADABLE = _("A file attached before can not be read any more. Attach all files of this document again.")
NONE_STORED = _("None of the files sent together was kept. Send them again without the bad ones.")
CLASH = _("It was changed in another tab as well: choose which of the two holds.")
CHANGES_TO_AN_UPLOAD = 10
Files = MultiValueDict[str, UploadedFile]
VERSIONS = 100
"""How many earlier versions are looked through for the moment at which a field was changed elsewhere."""


def receive(request: AuthenticatedRequest, case: Case, rule: DocRule) -> DocumentForm | None:
    """Store what was sent for this document. None when it is stored, else the form with its errors.

    Beside the form the card has buttons: `order` makes the document of its files in that order, `detach` takes it out.
    """
    if _too_fast(request, case):
        return _refused(case, rule, request, TOO_FAST)
    if "seen" in request.POST:
        return _rearrange(request, case, rule)
    try:
        form = _laid(request, case, rule, resuming.sent_files(request))
    except HalfUploadError as error:
        return _refused(case, rule, request, str(error))
    if form.is_valid() and not form.conflicts:
        _keep(request, case, rule.kind, form)
    else:
        _explain(request, form)
    if form.errors:
        return form
    resuming.forget_sent(request)
    return None


def redirect_back(request: AuthenticatedRequest, rule: DocRule) -> HttpResponse | None:
    """What was stored was opened from another page (`returning`): straight back there; None where it was not."""
    back = returning.back_of(request)
    if not back or "seen" in request.POST:
        return None
    messages.success(request, _("Saved: %(title)s.") % {"title": rule.title})
    back = f"{back}#doc-{rule.kind}"
    return HttpResponse(headers={"HX-Redirect": back}) if getattr(request, "htmx", False) else redirect(back)


def _too_fast(request: AuthenticatedRequest, case: Case) -> bool:
    """A form without a file is no upload: an order changed, a file taken out, a day corrected. It has a pace of its
    own, ten times as fast, as it may have a PDF written again."""
    sends, now = bool(request.FILES or resuming.FIELD in request.POST), moment(request)
    most = settings.DNR_UPLOADS_A_MINUTE * (1 if sends else CHANGES_TO_AN_UPLOAD)
    return callers.count(f"{'upload' if sends else 'change'}.{case.pk}", now) > most


# ------------------------------------------------------------------------------------------------ two tabs


def _laid(request: AuthenticatedRequest, case: Case, rule: DocRule, files: Files | None = None) -> DocumentForm:
    """What was changed on the page, over what is stored by now. `files`: where they are not those of the request."""
    now = moment(request)
    stored = upload_form(case, rule, now).about_facts()
    merged = merging.merge(request.POST, stored, partial(_changed_at, stored.current))
    form = upload_form(case, rule, now, merged.for_the_form_with_the_rest(request.POST), files or request.FILES)
    form.conflicts = merged.conflicts
    return form


def _changed_at(document: Document | None, name: str) -> datetime | None:
    if document is None:
        return None
    return merging.changed_at(values_before(document, name, VERSIONS), getattr(document, name))


def _seen(request: AuthenticatedRequest, form: DocumentForm) -> Seen | None:
    """None for an old page, or a client, that does not say; the facts were seen, since `_laid` has compared them."""
    current = request.POST.get("current")
    if current is None:
        return None
    try:
        document = UUID(current) if current else None
    except ValueError:
        document = None
    replaced = form.current if form.current and form.current.pk == document else None
    return Seen(document, {name: getattr(replaced, name) for name in form.facts_asked} if replaced else {})


def _explain(request: AuthenticatedRequest, form: DocumentForm) -> None:
    """Who gets the form back, which from now on shows what is stored, sees all that is new in it."""
    seen = _seen(request, form)
    if form.conflicts:
        form.add_error(None, CLASH)
        form.status = 409
    if seen is None:
        return
    if form.current and not seen.is_of(form.current):
        _refuse(form, NewerError(form.current))
    elif seen.document and form.current is None and not form.files:
        _refuse(form, NewerError(None))


def _refuse(form: DocumentForm, error: CaseError) -> None:
    form.add_error(None, str(error))
    form.status = error.status


# ------------------------------------------------------------------------------------------------ keeping it


def _keep(request: AuthenticatedRequest, case: Case, kind: str, form: DocumentForm) -> None:
    """Each refusal at its field, in the reader's language; whatever happens, the form stays."""
    several = len(form.cleaned_data["file"]) > 1
    try:
        _store(request, case, kind, form)
    except filing.BadFilesError as error:
        for name, bad in error.files:
            form.add_error("file", _bad(name, bad, several))
        if several:
            form.add_error("file", NONE_STORED)
    except BadFile as error:  # of all files together
        form.add_error("file", ValidationError(error.message, error.code, error.params))
    except (ChangedError, FileNotFoundError):
        form.add_error("file", UNREADABLE)
    # A storage that does not answer; a full disk under the upload itself, before the storage is called.
    except (StorageAwayError, OSError):
        form.add_error("file", SENTENCES["storage_full"])
    except TooMuchError as error:
        form.add_error("file", str(error))
    except NewerError as error:
        case.forget_dossier()  # the page shows what is stored now
        form.current = error.document
        _refuse(form, error)
    except CaseError as error:
        form.add_error(None, str(error))
    else:
        case.forget_dossier()


def _bad(name: str, error: BadFile, several: bool) -> ValidationError:
    if several:
        return ValidationError(format_lazy("{name}: {why}", name=name, why=str(error)), error.code)
    return ValidationError(error.message, error.code, error.params)


def _store(request: AuthenticatedRequest, case: Case, kind: str, form: DocumentForm) -> None:
    user, now, rid = request.user, moment(request), request_id(request)
    seen = _seen(request, form)
    if uploads := [(file, file.name) for file in form.cleaned_data.get("file", ())]:
        filing.attach_files(case.pk, user, now, kind, uploads, add=form.adds, seen=seen, request_id=rid, **form.facts())
    elif form.facts():
        filing.describe(case.pk, user, now, kind, seen=seen, request_id=rid, **form.facts())


# ------------------------------------------------------------------------------------------------ order and removal


def _rearrange(request: AuthenticatedRequest, case: Case, rule: DocRule) -> DocumentForm | None:
    user, now, rid, posted = request.user, moment(request), request_id(request), request.POST
    try:
        seen = UUID(posted["seen"])
        if "detach" in posted:
            filing.detach(case.pk, user, now, rule.kind, seen, request_id=rid)
        else:
            order = [int(n) for n in posted.get("order", "").split(",")]
            filing.arrange(case.pk, user, now, rule.kind, seen, order, request_id=rid)
    except (ValueError, BadFile, CaseError) as error:
        return _refused(case, rule, request, filing.CHANGED if isinstance(error, ValueError) else str(error))
    except (ChangedError, FileNotFoundError):
        return _refused(case, rule, request, UNREADABLE)
    except StorageAwayError:
        return _refused(case, rule, request, SENTENCES["storage_full"])
    case.forget_dossier()
    return None


def _refused(case: Case, rule: DocRule, request: AuthenticatedRequest, why: str | Promise) -> DocumentForm:
    """The form as it was, with a sentence about what could not be done."""
    case.forget_dossier()
    typed = "seen" not in request.POST
    form = _laid(request, case, rule) if typed else _as_stored(case, rule, request)
    form.full_clean()
    form.errors.clear()
    if typed:
        _explain(request, form)
    form.add_error(None, str(why))
    return form


def _as_stored(case: Case, rule: DocRule, request: AuthenticatedRequest) -> DocumentForm:
    blank = upload_form(case, rule, moment(request))
    return upload_form(case, rule, moment(request), {n: blank[n].initial for n in blank.fields if n != "file"})
