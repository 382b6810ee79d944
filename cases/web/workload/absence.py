"""The calendar of absence: a person's own, a head's of the officials of the body, an administrator's of all staff."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases.fields.day import DayField
from cases.law.actors import DESK_ROLES, OFFICIAL_ROLES, Role
from cases.law.calendar import local_day
from cases.law.errors import CaseError, NotFoundError
from cases.models import User
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.moment import moment
from cases.workload import absences, away

ROWS = 200
PLANNERS = (*OFFICIAL_ROLES, Role.ADMINISTRATOR)


class AbsenceForm(forms.Form):
    """Days on which an official is away."""

    user = forms.ChoiceField(label=gettext_lazy("Who is absent"))
    """Only where the person enters the days of others."""
    first = DayField(label=gettext_lazy("First day"))
    last = DayField(label=gettext_lazy("Last day"))
    substitute = forms.ChoiceField(
        label=gettext_lazy("Substitute"),
        required=False,
        help_text=gettext_lazy(
            "Sees and works the cases meanwhile; they stay those of the absent person. Without a substitute they go "
            "back to the queue on the first day."
        ),
    )

    def __init__(self, by: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        if by.role in DESK_ROLES and not by.shares_out:
            del self.fields["user"]
        else:
            self._offer("user", absences.staff_of(by), "–")
        self._offer("substitute", absences.substitutes(by), _("no substitute"))

    def _offer(self, name: str, people: QuerySet[User], empty: str) -> None:
        choices = [(str(person.pk), _named(person)) for person in people[:ROWS]]
        self.fields[name].choices = [("", empty), *choices]  # type: ignore[attr-defined]

    def whose(self) -> UUID:
        return UUID(self.cleaned_data["user"]) if "user" in self.fields else self.by.pk

    def substitutes(self) -> UUID | None:
        chosen = self.cleaned_data["substitute"]
        return UUID(chosen) if chosen else None


def _named(person: User) -> str:
    return f"{person.full_name}, {person.get_role_display()}" + (f", {person.city}" if person.city_id else "")


@open_to(*PLANNERS)
def home(request: AuthenticatedRequest) -> HttpResponse:
    """GET: who is away, and when. POST: one more absence."""
    user, now = request.user, moment(request)
    form = AbsenceForm(user, request.POST if request.method == "POST" else None, initial={"first": local_day(now)})
    if form.is_bound and form.is_valid() and _entered(request, form):
        return redirect("cases:absences")
    rows = absences.absences_of(user, now, ROWS)
    mine = {person.pk for person in absences.staff_of(user)[:ROWS]}
    context = {
        "form": form,
        "rows": [(row, row.first <= local_day(now), row.user_id in mine) for row in rows],
        "section": "absences",
        "others": user.role not in DESK_ROLES,
        "standing": [row for row in rows if row.substitute_id == user.pk and row.first <= local_day(now)],
    }
    status = getattr(form, "refused", 422 if form.errors else 200)
    return render(request, "cases/workload/absences.html", context, status=status)


def _entered(request: AuthenticatedRequest, form: AbsenceForm) -> bool:
    data = form.cleaned_data
    days = absences.Days(data["first"], data["last"])
    try:
        row = absences.enter(request.user, form.whose(), days, form.substitutes(), moment(request))
    except NotFoundError as error:
        raise Http404 from error
    except CaseError as error:
        form.add_error(None, str(error))
        form.refused = error.status  # type: ignore[attr-defined]
        return False
    messages.success(request, _("Entered: %(who)s is absent.") % {"who": row.user.full_name})
    if booked := len(away.missed_sittings(row, row.at)):
        words = ngettext(
            "%(n)d meeting with an applicant is booked for these days: it has to be moved.",
            "%(n)d meetings with applicants are booked for these days: they have to be moved.",
            booked,
        )
        messages.warning(request, words % {"n": booked})
    return True


@open_to(*PLANNERS)
def withdraw(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    """POST: these days do not apply, or end early. The row stays, with who withdrew it."""
    if not absences.may_withdraw(request.user, pk):
        raise Http404
    try:
        if request.method != "POST":
            return redirect("cases:absences")
        absences.withdraw(request.user, pk, moment(request))
        messages.success(request, _("The absence is withdrawn."))
    except NotFoundError as error:
        raise Http404 from error
    except CaseError as error:
        messages.warning(request, str(error))
    return redirect("cases:absences")
