"""A case as it stood at a moment of the past, as a role could read it then: for the auditor, and for the head of a body
as the officials of the body and the applicant. Read only."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.engine.writing import audit
from cases.evidence import past
from cases.fields.text import TextLine
from cases.law.actors import DESK_ROLES, Role
from cases.law.calendar import ALMATY
from cases.law.titles import list_at, titles
from cases.models import Case, User
from cases.web import timeline
from cases.web.case_file.sections import person_rows
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.addresses import case_url
from cases.web.request.callers import address
from cases.web.request.finding import the_case
from cases.web.request.moment import moment

WHAT = "past"


def parsed(text: str) -> datetime | None:
    """ISO 8601; without an offset it is the time of Astana."""
    try:
        at = parse_datetime(text)
        return at and (at if at.tzinfo else at.replace(tzinfo=ALMATY)).astimezone(ALMATY)
    except (ValueError, OverflowError):
        return None


def typed(at: datetime) -> str:
    """As the form has it."""
    return at.astimezone(ALMATY).replace(tzinfo=None).isoformat(timespec="seconds")


class PastMomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def format_value(self, value: Any) -> str:
        at = parsed(str(value or ""))
        return typed(at) if at is not None else str(value or "")


class PastMomentField(TextLine):
    widget = PastMomentInput(attrs={"step": "1"})

    def clean(self, value: object) -> Any:
        at = parsed(super().clean(value))
        if at is None:
            raise forms.ValidationError(_("This is no date with a time, such as 2026-06-01T14:30."))
        return at


class PastForm(forms.Form):
    at = PastMomentField(label=_("As it stood on (Astana time)"))
    role = forms.ChoiceField(label=_("As it could be read then by"))

    def __init__(self, data: dict[str, str], reader: User, case: Case, now: datetime) -> None:
        super().__init__(data)
        self._case, self._now = case, now
        self.fields["role"].choices = readable_as(reader)  # type: ignore[attr-defined]

    def clean_at(self) -> datetime:
        at: datetime = self.cleaned_data["at"]
        if at > self._now:
            raise forms.ValidationError(_("This moment has not come yet."))
        if at < self._case.opened_at:
            raise forms.ValidationError(_("There was no such case yet at this moment."))
        return at


def readable_as(reader: User) -> list[tuple[str, str | Promise]]:
    """(role, its name), the reader's own first."""
    others = (*DESK_ROLES, Role.APPLICANT) if reader.role == Role.AUDITOR else (Role.APPLICANT,)
    roles = [Role(reader.reads_as), *others]
    return [(role.value, role.label) for role in roles]


@open_to(Role.HEAD, Role.AUDITOR)
def as_it_stood(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    """`?at=…&role=…`; without them as it stands now, and as the reader reads."""
    case, now = the_case(request, pk), moment(request)
    given = {"at": request.GET.get("at") or now.isoformat(), "role": request.GET.get("role") or request.user.reads_as}
    form = PastForm(given, request.user, case, now)
    context: dict[str, Any] = {"case": case, "form": form, "section": "desk", "now": now}
    context["back"] = _back(request.user, case)
    if not form.is_valid():
        return render(request, "cases/past.html", context, status=422)
    stood = past.past_case(case, form.cleaned_data["at"])
    if stood is not None:
        context |= _shown(stood, request.user, form.cleaned_data["role"])
    response = render(request, "cases/past.html", context)
    audit.record_reading(case, request.user, WHAT, now, ref=given["at"][:64], address=address(request))
    return response


def _back(user: User, case: Case) -> str:
    return reverse("admin:cases_case_change", args=[case.pk]) if user.role == Role.AUDITOR else case_url(user, case)


def _shown(stood: past.PastCase, user: User, role: str) -> dict[str, Any]:
    reader = past.reader_then(role, stood)
    if role not in (Role.AUDITOR, user.reads_as) and not past.was_visible(stood, reader):
        return {"at": stood.at, "unseen": Role(role).label}
    readers = [user] if role == user.reads_as else [user, reader]
    seen = past.as_read_by(stood, *readers)
    case = seen.case
    names = titles(case, list_at(case))
    return {
        "at": stood.at,
        "past": seen,
        "stood": case,
        "person_rows": person_rows(case, None),
        "documents": [(names.get(row.kind, row.kind), row) for row in seen.documents],
        "entries": timeline.entries(case, seen.events, timeline.grounds_of(seen.events), role),
    }
