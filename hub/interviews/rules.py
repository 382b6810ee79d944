"""Interview times that come again, and days without interviews (п. 6)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases.fields.day import DayField
from cases.fields.text import AddressOfPage, TextLine
from cases.law.actors import Role
from cases.law.calendar import local_day
from cases.law.errors import CaseError
from cases.models import User
from cases.service.acts import filing
from cases.values import moments
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.moment import moment
from hub.interviews.forms import TimeField

Outcome = TypeVar("Outcome")

GONE = 404
NAMED = 5
"""Days left out that are named one by one."""


class _People(forms.Form):
    """`people`: who may interview."""

    def __init__(self, people: list[User], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = [(str(user.pk), user.full_name) for user in people]


class RuleForm(_People):
    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Days of the week"),
        coerce=int,
        choices=[(number + 1, name) for number, name in WEEKDAYS.items()],
        widget=forms.CheckboxSelectMultiple,
        initial=[1, 2, 3, 4, 5],
    )
    first = DayField(label=gettext_lazy("First day"))
    last = DayField(label=gettext_lazy("Last day"))
    begins = TimeField(label=gettext_lazy("From"))
    ends = TimeField(label=gettext_lazy("Until"))
    minutes = forms.IntegerField(label=gettext_lazy("Minutes each"), min_value=10, max_value=180, initial=30)
    capacity = forms.IntegerField(
        label=gettext_lazy("Interviews at the same time"), min_value=1, max_value=20, initial=1
    )
    interviewers = forms.MultipleChoiceField(
        label=gettext_lazy("Interviewers"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("With several interviews at the same time they are shared out among them."),
    )
    link = AddressOfPage(
        label=gettext_lazy("Link of the video meeting"), max_length=200, required=False, assume_scheme="https"
    )

    def __init__(self, people: list[User], *args: object, **kwargs: object) -> None:
        super().__init__(people, *args, **kwargs)
        self.fields["interviewers"].choices = self.people  # type: ignore[attr-defined]

    def recurring(self) -> filing.rules.Recurring:
        data = self.cleaned_data
        names = ("begins", "ends", "minutes", "capacity", "link", "first", "last")
        people = tuple(UUID(key) for key in data["interviewers"])
        entered = {name: data[name] for name in names}
        return filing.rules.Recurring(weekdays=tuple(data["weekdays"]), interviewers=people, **entered)


class BlockForm(_People):
    user = forms.ChoiceField(label=gettext_lazy("Interviewer"), required=False)
    first = DayField(label=gettext_lazy("First day"))
    last = DayField(label=gettext_lazy("Last day"))
    note = TextLine(label=gettext_lazy("Why"), max_length=200, required=False)

    def __init__(self, people: list[User], *args: object, **kwargs: object) -> None:
        super().__init__(people, *args, **kwargs)
        self.fields["user"].choices = [("", _("nobody interviews")), *self.people]  # type: ignore[attr-defined]


@open_to(Role.SCREENER)
def home(request: AuthenticatedRequest) -> HttpResponse:
    """GET: the rules and blocks that hold. POST: one more of either, by the button that was pressed."""
    now, people, sent = moment(request), filing.rules.interviewers(), request.POST
    posted = sent.get("what", "") if request.method == "POST" else ""
    start = {"first": local_day(now), "interviewers": [str(request.user.pk)]}
    rule = RuleForm(people, sent if posted == "rule" else None, initial=start, prefix="rule")
    block = BlockForm(people, sent if posted == "block" else None, initial={"first": local_day(now)}, prefix="block")
    form, act = (rule, _rule) if posted == "rule" else (block, _block)
    if posted and form.is_valid() and _done(request, form, act):
        return redirect("hub:interviews:rules")
    context = {
        "rule": rule,
        "blocking": block,  # `block` is the template engine's own inside of a block
        "form": form,
        "rules": filing.rules.current_rules(now),
        "blocks": filing.rules.current_blocks(now),
        "section": "desk",
    }
    status = getattr(form, "refused", 422 if form.errors else 200)
    return render(request, "hub/interviews/rules.html", context, status=status)


def _done(request: AuthenticatedRequest, form: forms.Form, act: Callable[[AuthenticatedRequest, Any], None]) -> bool:
    try:
        act(request, form)
    except CaseError as error:
        form.add_error(None, str(error))
        form.refused = error.status  # type: ignore[attr-defined]
        return False
    return True


def _rule(request: AuthenticatedRequest, form: RuleForm) -> None:
    entered = filing.rules.add_rule(request.user, form.recurring(), moment(request))
    words = ngettext("%(n)d time added.", "%(n)d times added.", entered.slots)
    messages.success(request, words % {"n": entered.slots})
    if entered.left_out:
        named = ", ".join(moments.day(day) for day in entered.left_out[:NAMED])
        more = "…" if len(entered.left_out) > NAMED else ""
        messages.info(request, _("Left out, as days off or blocked: %(days)s") % {"days": named + more})


def _block(request: AuthenticatedRequest, form: BlockForm) -> None:
    data = form.cleaned_data
    user = UUID(data["user"]) if data["user"] else None
    _row, booked = filing.rules.block(request.user, user, data["first"], data["last"], data["note"], moment(request))
    messages.success(request, _("Blocked: free times of these days are not offered."))
    if booked:
        words = ngettext(
            "%(n)d booked interview lies in these days: move it in the calendar.",
            "%(n)d booked interviews lie in these days: move them in the calendar.",
            booked,
        )
        messages.warning(request, words % {"n": booked})


@open_to(Role.SCREENER)
def end_rule(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    """POST: a rule brings no more times; what is booked stays."""
    if request.method == "POST":
        gone = _tried(request, lambda: filing.rules.end_rule(request.user, pk, moment(request)))
        if gone is not None:
            words = ngettext("Ended; %(n)d free time is taken out.", "Ended; %(n)d free times are taken out.", gone)
            messages.success(request, words % {"n": gone})
    return redirect("hub:interviews:rules")


@open_to(Role.SCREENER)
def unblock(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    """POST: interviews take place on these days after all."""
    if request.method == "POST":
        row = _tried(request, lambda: filing.rules.unblock(request.user, pk, moment(request)))
        if row is not None:
            messages.success(request, _("The block is withdrawn."))
    return redirect("hub:interviews:rules")


def _tried(request: AuthenticatedRequest, act: Callable[[], Outcome]) -> Outcome | None:
    """What came of it; None where it was refused, with a message."""
    try:
        return act()
    except CaseError as error:
        if error.status == GONE:
            raise Http404 from error
        messages.warning(request, str(error))
    return None
