"""Sheets that are signed on a telephone: drawn up as they were displayed, shown there, and signed as any other is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _

from cases.eds import sheets
from cases.eds.base import EdsError
from cases.eds.mobile import AskedDocument, Wanted
from cases.eds.sheets import Sheet
from cases.engine.steps import Step
from cases.engine.steps.facts import StepFacts
from cases.models import Case
from cases.web import mobile
from cases.web.request.access import AuthenticatedRequest
from cases.web.request.addresses import case_url
from cases.web.step import signing


@dataclass(frozen=True, slots=True)
class ShownSheet:
    """A sheet as the page displayed it."""

    key: str
    """Distinct among those of one request."""
    case: Case
    sheet: Sheet


def is_requested(request: AuthenticatedRequest) -> bool:
    """Whether the sheet that was displayed goes to a telephone."""
    return mobile.is_requested(request) and "sheet_at" in request.POST


def send_sheet(
    request: AuthenticatedRequest, case: Case, step: Step, facts: StepFacts, carried: Sequence[Any], action: str
) -> HttpResponse:
    """To the page that waits; the signature comes to `action`, with `carried`. EdsError("wrong_content") where the case
    has changed since the sheet was displayed."""
    sheet = signing.sheet_again(request, case, step, facts)
    if request.POST.get(signing.SHEET_FIELD, sheet.text) != sheet.text:
        raise EdsError("wrong_content")
    carried = [*carried, *signing.of_sheet(sheet)]
    return send_sheets(request, step, [ShownSheet(case.number, case, sheet)], carried, action)


def send_sheets(
    request: AuthenticatedRequest,
    step: Step,
    shown: Sequence[ShownSheet],
    carried: Sequence[tuple[str, Any]],
    action: str,
    back: str = "",
) -> HttpResponse:
    """As `send_sheet`, several at once. `back`: where to if nothing is signed, "" for the case. Raises EdsError."""
    if not request.user.signing_iin:
        raise EdsError("account_without_iin")
    alone = shown[0].case if len(shown) == 1 else None
    wanted = Wanted(
        documents=[_document(each, step) for each in shown],
        act=str(step.label),
        purpose=sheets.purpose_of(step),
        iin=request.user.signing_iin,
        drawn_up_at=min(each.sheet.at for each in shown),
        action=action,
        carried=carried,
        back=back or case_url(request.user, shown[0].case),
        case=alone,
    )
    return mobile.ask_telephone(request, wanted)


def _document(shown: ShownSheet, step: Step) -> AskedDocument:
    """With what a telephone displays of it."""
    facts, number = shown.sheet.facts, shown.case.number
    about = [(_("What is done"), facts["what"]), (_("Case"), number), (_("Order"), facts["edition"]["number"])]
    about += [(_("Applicant"), facts["applicant"]["name"]), (_("Signed by"), facts["signer"]["name"])]
    about += [(_("Document"), document["title"]) for document in facts.get("documents", ())]
    return AskedDocument(shown.key, format_lazy("{}, {}", step.label, number), shown.sheet.content, about)
