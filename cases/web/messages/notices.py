"""The notices of the portal to a member of staff, sent by mail too: what is unread, and where each leads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext

from cases.engine.people.notices import mark_read
from cases.law.actors import ADMIN_ROLES, STAFF
from cases.letters import weighing
from cases.letters.mail import words
from cases.models import Case, Notice, User
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.addresses import first_desk
from cases.web.request.moment import moment

PAGE = 50
_ABSENCES = ("stands_in", "stands_in_no_more", "entered_absent")


@dataclass(frozen=True, slots=True)
class ShownNotice:
    """As `components/notice_list.html` takes it."""

    pk: UUID
    text: str
    at: datetime
    read: datetime | None
    url: str
    """The page that it is about; "" where the reader has none, or does not see its case any more."""


@open_to(*STAFF)
def notices(request: AuthenticatedRequest) -> HttpResponse:
    """GET: the newest notices, or those before `?before=`. POST: all up to `newest` are read."""
    user = request.user
    if request.method == "POST":
        n = mark_read(user, _key(request.POST.get("newest", "")), moment(request))
        done = ngettext("%(n)d notice marked as read.", "%(n)d notices marked as read.", n) % {"n": n}
        messages.success(request, done)
        return redirect("cases:notices")
    rows = Notice.objects.filter(user=user).select_related("case", "user").order_by("-id")
    before = _key(request.GET.get("before", ""))
    page = list((rows.filter(pk__lt=before) if before else rows)[: PAGE + 1])
    shown = _shown(page[:PAGE], user)
    context = {
        "notices": shown,
        "newest": shown[0].pk if shown and not before else None,
        "unread": sum(row.read is None for row in shown),
        "older": shown[-1].pk if len(page) > PAGE else None,
        "before": before,
        "section": "desk",
    }
    return render(request, "cases/notices.html", context)


def _shown(rows: list[Notice], user: User) -> list[ShownNotice]:
    """One statement more, for the cases that the user still sees."""
    cases = {row.case_id for row in rows if row.case_id}
    seen = set(Case.objects.visible_to(user).filter(pk__in=cases).values_list("pk", flat=True)) if cases else set()
    return [ShownNotice(row.pk, words(row), row.at, row.read_at, _place(row, user, seen)) for row in rows]


def _place(row: Notice, user: User, seen: set[UUID]) -> str:
    if row.case_id:
        return weighing.page_path(row).removesuffix("#letters") if row.case_id in seen else ""
    if row.what in _ABSENCES:
        return reverse("cases:absences")
    path = weighing.page_path(row)
    if path != "/":
        return path
    return reverse("admin:index") if user.role in ADMIN_ROLES else first_desk(user)


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
