"""Take the next case, take, release, hand over; and what pages display of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.engine.people import owners
from cases.engine.programmes import PROGRAMMES
from cases.fields.text import TextArea
from cases.law.actors import DESK_ROLES, OFFICIAL_ROLES, Actor, Role
from cases.law.errors import CaseError, NotFoundError
from cases.models import Assignment, Case, User
from cases.web.drafts import texts
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.addresses import case_url
from cases.web.request.finding import the_case
from cases.web.request.moment import moment
from cases.web.timeline import Entry
from cases.workload import taking

NONE = gettext_lazy("Nothing waits at your desk that nobody works on.")


# ------------------------------------------------------------------------------------------------ pressing


@open_to(*DESK_ROLES)
def take_next(request: AuthenticatedRequest) -> HttpResponse:
    """POST: the most urgent case that nobody has, of the programme of the desk; then its page."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    programme, actor = PROGRAMMES.get(request.POST.get("programme", "")), Actor(request.user.role)
    if programme is None or actor not in programme.desks:
        raise Http404
    try:
        case = taking.take_next(request.user, moment(request), programme.key)
    except CaseError as error:
        messages.warning(request, str(error))
        case = None
    else:
        words = _("Case %(number)s is yours now.") % {"number": case.number} if case else str(NONE)
        (messages.success if case else messages.info)(request, words)
    return redirect(case_url(request.user, case) if case else f"{programme.desks[actor]}:home")


class HandOverForm(forms.Form):
    to = forms.ChoiceField(label=gettext_lazy("To whom"))
    note = TextArea(
        label=gettext_lazy("Note for the colleague"),
        rows=4,
        required=False,
        max_length=taking.NOTE,
        help_text=gettext_lazy("What was done, and what is to be done. The applicant does not see it."),
    )

    def __init__(self, people: Sequence[User], *args: Any, noted: bool, **kwargs: Any) -> None:
        """`noted`: a note is required."""
        super().__init__(*args, **kwargs)
        self.fields["note"].required = noted
        self.fields["note"].error_messages["required"] = taking.NO_WORDS
        self.fields["to"].error_messages |= {"required": taking.NOBODY, "invalid_choice": taking.NOT_AMONG}
        choices = [("", "–"), *((str(person.pk), person.full_name) for person in people)]
        self.fields["to"].choices = choices  # type: ignore[attr-defined]

    def person(self) -> User | None:
        """Who was chosen, even if not in the list: the refusal that follows says why."""
        try:
            return User.objects.filter(pk=UUID(self.data.get("to", ""))).first()
        except ValueError:
            return None


@open_to(*OFFICIAL_ROLES)
def change(request: AuthenticatedRequest, pk: UUID, what: str) -> HttpResponse:
    """POST: take or release. hand_over: the form, and its POST; of a head it assigns."""
    case = the_case(request, pk)
    if what == "hand_over":
        return _hand_over(request, case)
    act = ACTS.get(what)
    if act is None or (what == "take" and request.user.role == Role.HEAD):
        raise Http404
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    _say(request, lambda: act[0](pk, request.user, moment(request)), act[1])
    return redirect(case_url(request.user, case))


ACTS: dict[str, tuple[Callable[[UUID, User, datetime], Case], Any]] = {
    "take": (taking.take, gettext_lazy("The case is yours now.")),
    "release": (taking.release, gettext_lazy("The case is back in the queue.")),
}


def _say(request: AuthenticatedRequest, act: Callable[[], object], done: object) -> bool:
    try:
        act()
    except NotFoundError as error:
        raise Http404 from error
    except CaseError as error:
        messages.warning(request, str(error))
        return False
    messages.success(request, str(done))
    return True


def _hand_over(request: AuthenticatedRequest, case: Case) -> HttpResponse:
    if case.waits_on != request.user.reads_as:
        messages.warning(request, str(taking.elsewhere(case)))
        return redirect(case_url(request.user, case))
    people = taking.colleagues(request.user, moment(request))
    draft = texts.stored_text(request, case, texts.HAND_OVER)
    noted, data = not request.user.shares_out, request.POST if request.method == "POST" else None
    form = HandOverForm(people, data, noted=noted, initial=texts.initial(draft))
    status = 200
    if request.method == "POST" and not (status := _handed_over(request, case, form)):
        texts.discard(request, case, texts.HAND_OVER)
        return redirect(case_url(request.user, case))
    context = {
        "case": case,
        "heading": _("Hand over the case"),
        "form": form,
        "people": people,
        "back": case_url(request.user, case),
        "section": "desk",
    } | texts.context(case, texts.HAND_OVER, draft)
    return render(request, "cases/workload/hand_over.html", context, status=status)


def _handed_over(request: AuthenticatedRequest, case: Case, form: HandOverForm) -> int:
    """0 when it is done; else the status of the page that says why not, what was typed on it."""
    if form.has_error("note"):
        return HTTPStatus.UNPROCESSABLE_ENTITY
    to, user, now = form.person(), request.user, moment(request)
    act = taking.assign if user.shares_out else taking.hand_over
    try:
        act(case.pk, user, to, request.POST.get("note", ""), now)
    except NotFoundError as error:
        raise Http404 from error
    except CaseError as error:
        form.full_clean()
        form.errors.clear()
        form.add_error("to" if isinstance(error, taking.UnfitError) else None, str(error))
        return error.status
    messages.success(request, _("The case is with %(who)s now.") % {"who": to.full_name if to else ""})
    return 0


# ------------------------------------------------------------------------------------------------ showing


def on_page(case: Case, user: User, now: datetime, rows: Sequence[Assignment] | None = None) -> dict[str, Any]:
    """What the page of a case shows of its owner, to the desk where it is and to the head. `rows`: its assignments,
    the newest first, where they are read already."""
    shares = case.waits_on and case.waits_on == user.reads_as
    if not shares:
        return {"shares": False}
    rows = list(owners.all_assignments(case)) if rows is None else rows
    row = next((row for row in rows if row.ended_at is None and row.actor == case.waits_on), None)
    is_owner = row is not None and owners.is_in_charge(row, case, now)
    mine = row is not None and row.user_id == user.pk
    works = mine or (is_owner and row is not None and owners.works_on(user, row, now))
    head, leads = user.role == Role.HEAD, user.shares_out
    return {
        "shares": True,
        "row": row if is_owner or mine else None,
        "mine": mine,
        "stands_in": works and not mine,
        "may_take": not head and not is_owner and not mine,
        "may_release": row is not None and (works or leads),
        "may_hand_over": leads or works,
        "head": head,
    }


def lines(rows: Sequence[Assignment], role: str) -> list[Entry]:
    """The same in the timeline: a line for each that took the case or got it, and for each end. The note is read at the
    desk of that part alone, by its head and the auditor."""
    entries = list[Entry]()
    for row in rows:
        reads = role in (row.actor, Role.AUDITOR)
        facts: list[tuple[Any, Any]] = [(_("Works on it"), row.user.full_name)] if row.user_id != row.by_id else []
        if row.note and reads:
            facts.append((_("Note"), row.note))
        if reads:
            entries.append(_line(row, row.at, row.get_way_display(), row.by.full_name, facts))
        if reads and row.ended_at and row.ended_way != Assignment.PASSED_ON:
            who = row.ended_by.full_name if row.ended_by else str(_("the portal"))
            entries.append(_line(row, row.ended_at, row.get_ended_way_display(), who, []))
    return entries


def _line(row: Assignment, at: datetime, label: str, who: str, facts: list[tuple[Any, Any]]) -> Entry:
    return Entry(at, "assignment", label, who, str(Actor(row.actor).label), "", facts=facts)
