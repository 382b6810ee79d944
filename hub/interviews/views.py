"""The screener's calendar of interview times (п. 6): what is free, what is booked, and by whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.db.models import ProtectedError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.law.actors import Role
from cases.law.calendar import local_day
from cases.law.errors import CaseError
from cases.models import Slot
from cases.programmes.nomad.forms.petition import MoveInterviewForm
from cases.service import interviewing
from cases.service.acts import filing
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.addresses import step_url
from cases.web.request.finding import the_case
from cases.web.request.moment import moment
from hub.interviews.forms import TimesForm

SHOWN_DAYS, SHOWN = 14, 400


@dataclass
class Day:
    date: date
    slots: list[Slot] = field(default_factory=list)

    @property
    def free(self) -> int:
        """Hours that somebody may still choose."""
        taken = (hasattr(slot, "case") or slot.closed or slot.past for slot in self.slots)  # type: ignore[attr-defined]
        return sum(not each for each in taken)


def days(since: date, now: datetime) -> list[Day]:
    """Two weeks of all reviewers' times, days without any left out. Each slot knows the `names` of who interviews and
    why it cannot take place so (`closed`), and whether its hour has come (`past`); its `sides` read the link. What is
    booked knows where it is moved (`moving`)."""
    start = timezone.make_aware(datetime.combine(since, datetime.min.time()))
    days: dict[date, Day] = {}
    for slot in interviewing.between(start, start + timedelta(days=SHOWN_DAYS), SHOWN):
        day = local_day(slot.starts_at)
        days.setdefault(day, Day(day)).slots.append(slot)
    slots = [slot for day in days.values() for slot in day.slots]
    people, names, closed = interviewing.of_page(slots, now)
    for slot in slots:
        slot.names, slot.closed = names[slot.pk], closed.get(slot.pk, "")  # type: ignore[attr-defined]
        slot.sides = people[slot.pk]  # type: ignore[attr-defined]
        slot.past = slot.starts_at <= now  # type: ignore[attr-defined]
        slot.moving = step_url(slot.case, MoveInterviewForm) if hasattr(slot, "case") else ""  # type: ignore[attr-defined]
    return list(days.values())


def _since(request: AuthenticatedRequest) -> date:
    try:
        day = parse_date(request.GET.get("since", ""))
    except ValueError:  # "2026-02-31" looks like a date and is none
        day = None
    return day if day and 2000 < day.year < 2200 else local_day(moment(request))


@open_to(Role.SCREENER)
def calendar(request: AuthenticatedRequest) -> HttpResponse:
    """GET: the calendar. POST: put times into it."""
    now = moment(request)
    user = request.user
    form = TimesForm(request.POST if request.method == "POST" else None, user=user, now=now)
    if request.method == "POST" and form.is_valid():
        return _add(request, form)
    since = _since(request)
    context = {
        "form": form,
        "days": days(since, now),
        "since": since,
        "until": since + timedelta(days=SHOWN_DAYS - 1),
        "earlier": since - timedelta(days=SHOWN_DAYS),
        "later": since + timedelta(days=SHOWN_DAYS),
        "today": local_day(now),
        "now": now,
        "section": "desk",
    }
    return render(request, "hub/interviews/calendar.html", context, status=422 if form.errors else 200)


def _add(request: AuthenticatedRequest, form: TimesForm) -> HttpResponse:
    data = form.cleaned_data
    try:
        added = filing.add_slots(request.user, form.starts(), data["minutes"], data["link"])
    except CaseError as error:  # a colleague was quicker with one of them
        messages.warning(request, str(error))
        return _to(data["day"])
    if added:
        messages.success(request, ngettext("%(n)d time added.", "%(n)d times added.", added) % {"n": added})
    if left := len(form.starts()) - added:
        words = ngettext("%(n)d time was there already.", "%(n)d times were there already.", left)
        messages.info(request, words % {"n": left})
    return _to(data["day"])


@open_to(Role.SCREENER)
def remove(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    """POST: take one's own free time out; a time that has just been booked stays, with a message."""
    if request.method != "POST":
        return _to(None)
    slot = interviewing.slot_by_key(pk)
    try:
        gone = filing.remove_slot(request.user, pk)
    except ProtectedError:
        gone = False
    if gone:
        messages.success(request, _("The time is taken out of the calendar."))
    else:
        messages.warning(request, _("This time stays: it is booked, another's, or gone already."))
    return _to(local_day(slot.starts_at) if slot else None)


@open_to(Role.APPLICANT, Role.SCREENER)
def invitation(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    """The booked interview of a case as a file for one's own calendar; for its two sides alone."""
    case = the_case(request, pk)
    row = interviewing.invitation_for(case, request.user)
    if row is None:
        raise Http404
    response = HttpResponse(interviewing.calendar_file(row, request.user), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{case.number}-interview.ics"'
    return response


def _to(day: date | None) -> HttpResponse:
    if day is None:
        return redirect("hub:interviews:calendar")
    response = redirect("hub:interviews:calendar")
    response["Location"] += f"?since={day.isoformat()}"
    return response
