"""The page on which a step is signed: the sheet is above the button, and only that sheet is signed.

Nothing is stored between the page and the signature: the sheet is drawn up again from the case, the form and the moment
that travels with them, and the engine draws it up once more under the lock.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language

from cases.eds import purposes, sheets
from cases.eds.base import EdsError, Purpose, Verified
from cases.eds.decode import LARGEST
from cases.eds.sheets import Sheet
from cases.eds.verify import verify
from cases.engine import performing
from cases.engine.lists.queues import Button
from cases.engine.programmes.forms import StepForm
from cases.engine.steps import Step
from cases.engine.steps.facts import StepFacts
from cases.models import Case, User
from cases.web import case_file, mobile, preflight
from cases.web.request.access import AuthenticatedRequest
from cases.web.request.addresses import case_url, desk_url
from cases.web.request.moment import moment
from cases.web.step import sheet_changes
from cases.web.step.sheet_changes import SheetChange
from cases.web.workload.present import watch

needed = sheets.needed


def has_signature(request: AuthenticatedRequest) -> bool:
    """Whether the request brings a signature, from NCALayer, from a telephone or as a file."""
    return not mobile.is_requested(request) and ("cms" in request.POST or "cms_file" in request.FILES)


def signature(request: AuthenticatedRequest, case: Case, step: Step, facts: StepFacts) -> Verified:
    """The signature that came over the sheet of this step, checked. Raises EdsError."""
    wanted = sheet_again(request, case, step, facts)
    return verified(request, step, wanted, _cms(request))


def verified(request: AuthenticatedRequest, step: Step, wanted: Sheet, cms: str | bytes) -> Verified:
    """`cms` over the sheet `wanted`, by the key of who is signed in. Raises EdsError."""
    user = request.user
    if not user.signing_iin:
        raise EdsError("account_without_iin")
    purpose, now, way = sheets.purpose_of(step), moment(request), mobile.way_of(request, cms)
    return verify(cms, wanted.content, purpose, now, iin=user.signing_iin, not_before=wanted.at, way=way)


def _cms(request: AuthenticatedRequest) -> str | bytes:
    """From NCALayer, else from the file that another program has signed."""
    cms, file = request.POST.get("cms", ""), request.FILES.get("cms_file")
    if cms or file is None:
        return str(cms)
    # Twice of what is allowed is enough to tell that it is too large; the rest is never read into memory.
    return bytes(file.read(2 * LARGEST))


def sheet_again(request: AuthenticatedRequest, case: Case, step: Step, facts: StepFacts) -> Sheet:
    return sheet_of(request, case, step, facts, request.POST.get("sheet_at", ""))


def sheet_of(request: AuthenticatedRequest, case: Case, step: Step, facts: StepFacts, drawn_up_at: str) -> Sheet:
    """As it was displayed at `drawn_up_at` (ISO 8601), if the case has not changed since. EdsError("sheet_old") for a
    moment that is none, or of too long ago."""
    try:
        at = datetime.fromisoformat(drawn_up_at)
    except ValueError as error:
        raise EdsError("sheet_old") from error
    if at.tzinfo is None:
        raise EdsError("sheet_old")
    sheets.fresh(at, moment(request))
    return performing.sheet(case, step.name, request.user, at, facts, _language(request.POST.get("sheet_language", "")))


def _language(wanted: str = "") -> str:
    """The language in which the sheet was read: that of its page; another tab may have switched it since."""
    return wanted if wanted in sheets.LANGUAGES else (get_language() or "ru")


def carried_values(form: StepForm) -> Iterator[tuple[str, Any]]:
    """What was entered, as pairs of name and value."""
    for field in form:
        value = field.value()
        yield from ((field.html_name, item) for item in (value if isinstance(value, list | tuple) else [value]))


def drawn_up(request: AuthenticatedRequest, case: Case, step: Step, facts: StepFacts | None) -> Sheet:
    """At this moment, in the language of the page."""
    return performing.sheet(case, step.name, request.user, moment(request), facts, _language())


def encoded(sheet: Sheet) -> str:
    """The exact bytes, as NCALayer takes them."""
    return base64.b64encode(sheet.content).decode()


def of_sheet(sheet: Sheet) -> list[tuple[str, Any]]:
    """What travels with the page besides what was entered."""
    return [("sheet_at", sheet.facts["at"]), ("sheet_language", sheet.facts["language"]), (SHEET_FIELD, sheet.text)]


def changes(
    request: AuthenticatedRequest, case: Case, step: Step, facts: StepFacts, error: EdsError
) -> list[SheetChange] | None:
    """What has changed since the sheet was displayed, where that is why its signature does not match; else None."""
    if error.code not in ("wrong_content", "altered") or SHEET_FIELD not in request.POST:
        return None
    return sheet_changes.changes(request.POST[SHEET_FIELD], sheet_again(request, case, step, facts))


SHEET_FIELD = "sheet_shown"


def page(
    request: AuthenticatedRequest,
    case: Case,
    step: Step,
    form: StepForm,
    facts: StepFacts | None,
    *,
    button: Button | None = None,
    changed: list[SheetChange] | None = None,
    status: int = 200,
    action: str = "",
) -> HttpResponse:
    """The sheet drawn up at this moment, with the input in hidden fields. `changed`: since it was displayed;
    `action`: where the signature goes, by default to the page of the step."""
    sheet = drawn_up(request, case, step, facts)
    context = _to_sign(request.user, case, step, sheet) | {
        "form": form,
        "button": button,
        "action": action or reverse("cases:step", args=[case.pk, step.name]),
        "carried": list(carried_values(form)),
        "hidden": [*carried_values(form), *of_sheet(sheet)],
        "changed": changed,
        "preflight": preflight.before_signing(request, case, step),
    }
    return render(request, "cases/signing.html", context | _around(request, case, step), status=status)


def _around(request: AuthenticatedRequest, case: Case, step: Step) -> dict[str, Any]:
    """What every page of a step shows around it; for staff the documents too."""
    return case_file.documents(case, request) | {
        "back": case_url(request.user, case),
        "desk": desk_url(request.user, case),
        "section": "desk",
        "now": moment(request),
        "present": watch(request, case, step.name),
    }


def _to_sign(user: User, case: Case, step: Step, sheet: sheets.Sheet) -> dict[str, Any]:
    """The sheet, with the person and the kind of key for NCALayer."""
    sheet_context = {"sheet": sheet, "sheet_at": sheet.facts["at"], "content_b64": encoded(sheet), "fallback": True}
    about = {"case": case, "step": step, "download_name": f"{case.number}-{step.name}.json"}
    return sheet_context | about | ncalayer_context(user, step)


def ncalayer_context(user: User, step: Step) -> dict[str, Any]:
    """The address of NCALayer, and which of the person's keys it should offer."""
    purpose = sheets.purpose_of(step)
    return {
        "iin": user.signing_iin,
        "bin": settings.EDS_MINISTRY_BIN if purpose == Purpose.MINISTRY else "",
        "eku": purposes.REQUIRED[purpose],
        "ncalayer_url": settings.EDS_NCALAYER_URL,
        "by_mobile": mobile.is_offered(),
    }
