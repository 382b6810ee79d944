"""Corrections that another official confirms: what is displayed of them beside the case, and the page of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.engine.performing import confirming, waiting
from cases.engine.performing.waiting_rows import colleagues
from cases.engine.programmes import programme_of
from cases.engine.steps import STEPS, Step
from cases.engine.steps.facts import unpacked
from cases.law.actors import CITY_ACTORS, Role
from cases.law.errors import CaseError, NotFoundError, NotNowError
from cases.models import Case, User, WaitingCorrection
from cases.web import case_file, timeline
from cases.web.drafts import texts
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.addresses import case_url
from cases.web.request.finding import the_case
from cases.web.request.moment import moment, request_id
from cases.web.step import preview
from cases.web.step.backform import BackForm

ALONE = gettext_lazy(
    "Nobody else of your body has an account with this work, so nobody can confirm it: ask the administrator for an "
    "account of a second official, or take the correction back."
)
WHY_BACK = gettext_lazy("Why it is taken back")


@dataclass(frozen=True, slots=True)
class CorrectionPanel:
    """A correction that waits, as far as the reader may read it."""

    row: WaitingCorrection
    step: Step
    rows: list[tuple[Any, Any, Any]]
    """(label, what is recorded, the corrected value)."""
    reason: str
    url: str
    """Its page; "" for a reader who cannot confirm it."""
    mine: bool
    """Entered by the reader."""
    alone: str | Promise = ""

    @property
    def label(self) -> str | Promise:
        return self.step.label

    @property
    def at(self) -> datetime:
        return self.row.at


def beside(case: Case, user: User) -> list[CorrectionPanel]:
    """Waiting corrections; no statement where the edition requires no confirmation."""
    return [_panel(case, row, read, user) for row, read in waiting.readable(case, user.reads_as)]


def _panel(case: Case, row: WaitingCorrection, read: Mapping[str, Any], user: User) -> CorrectionPanel:
    step, entered = STEPS[row.step], read["given"]
    may = user.role == step.by
    mine = row.by_id == user.pk
    return CorrectionPanel(
        row,
        step,
        _compared(case, step, entered, read["before"]),
        entered.get("reason", ""),
        reverse("cases:correction", args=[case.pk, row.pk]) if may else "",
        mine,
        ALONE if mine and not colleagues(user, case) else "",
    )


def _compared(
    case: Case, step: Step, entered: Mapping[str, Any], before: Mapping[str, Any]
) -> list[tuple[Any, Any, Any]]:
    """What differs, in words; the name of a document precedes each."""
    about = timeline.facts_in_words(case, step.name, entered)
    kind = [(about["kind"][0], "", about["kind"][1])] if "kind" in about else []
    if "changed" in before:
        return kind + programme_of(case).changed(before["changed"])
    was = timeline.facts_in_words(
        case, step.name, {**entered, **{key: before.get(key) for key in entered if key != "kind"}}
    )
    names = [key for key in about if key not in ("kind", "reason") and entered.get(key) != before.get(key)]
    left = [key for key in before if key not in entered]
    gone = timeline.facts_in_words(case, step.name, {**entered, **{key: before[key] for key in left}})
    return (
        kind
        + [(about[key][0], was[key][1] if key in was else "", about[key][1]) for key in names]
        + [(gone[key][0], gone[key][1], "") for key in left if key in gone]
    )


# ------------------------------------------------------------------------------------------------ its page


@open_to(Role.SCREENER, *(Role(actor.value) for actor in sorted(CITY_ACTORS)))
def correction(request: AuthenticatedRequest, pk: UUID, correction_pk: UUID) -> HttpResponse:
    """GET: the recorded values beside the new ones. POST: "confirm", or take it back with a reason."""
    case = the_case(request, pk)
    row = WaitingCorrection.objects.filter(pk=correction_pk, case=case).first()
    if row is None or STEPS[row.step].by != request.user.role:
        raise Http404
    if preview.is_preview(request):
        return _letter(request, case, row)
    what = texts.of_sending_back(row.pk)
    draft = texts.stored_text(request, case, what)
    form = BackForm(request.POST if _takes_back(request) else None, WHY_BACK, case.version, typed=texts.initial(draft))
    sent = request.method == "POST" and (not _takes_back(request) or form.is_valid())
    if sent and (done := _settled(request, case, correction_pk, form)):
        return done
    here = next((shown for shown in beside(case, request.user) if shown.row.pk == correction_pk), None)
    if here is None:
        messages.warning(request, str(waiting.OVER))
        return redirect(case_url(request.user, case))
    context = {
        "case": case,
        "heading": _("A correction to be confirmed"),
        "shown": here,
        "form": form,
        "back": case_url(request.user, case),
        "section": "desk",
    }
    context |= texts.context(case, what, draft) | case_file.documents(case, request)
    return render(request, "cases/correction.html", context, status=_status(form))


def _letter(request: AuthenticatedRequest, case: Case, row: WaitingCorrection) -> HttpResponse:
    """The letter that goes out with the correction, before it is confirmed."""
    step = STEPS[row.step]
    try:
        return preview.of_step(request, case, step, unpacked(step, row.facts), second=True)
    except CaseError as error:
        messages.warning(request, str(error))
        return redirect("cases:correction", case.pk, row.pk)


def _takes_back(request: AuthenticatedRequest) -> bool:
    return request.method == "POST" and "confirm" not in request.POST


def _status(form: BackForm) -> int:
    return getattr(form, "refused", 0) or (422 if form.errors else 200)


def _settled(request: AuthenticatedRequest, case: Case, row: UUID, form: BackForm) -> HttpResponse | None:
    """A redirect when it is done or was done before; None: the page says what is wrong."""
    user, now, options = request.user, moment(request), {"request_id": request_id(request)}
    sent = request.POST.get("version", "")
    version = int(sent) if sent.isdecimal() and len(sent) < 10 else None
    try:
        if _takes_back(request):
            confirming.take_back(case.pk, row, user, now, form.cleaned_data["text"], version=version, **options)
            texts.discard(request, case, texts.of_sending_back(row))
            messages.success(request, _("The correction is taken back: what was recorded stands."))
        else:
            confirming.confirm(case.pk, row, user, now, version=version, **options)
            messages.success(request, _("The correction is confirmed: it is the fact of the case."))
    except NotFoundError as error:
        raise Http404 from error
    except CaseError as error:
        _say(request, case, form, error)
        return None
    return redirect(case_url(user, case))


def _say(request: AuthenticatedRequest, case: Case, form: BackForm, error: CaseError) -> None:
    """Why nothing was done, on the page of the case as it is now; what was typed stays."""
    case.refresh_from_db()
    case.forget_dossier()
    if isinstance(error, NotNowError) and error.reason is waiting.OVER:
        return  # displayed on the way back to the case
    messages.warning(request, str(error))
    form.refused = error.status  # type: ignore[attr-defined]
