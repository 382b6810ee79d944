"""Delegation of the ministry's signature: to whom, for which days, by which document; and its withdrawal."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.fields.day import DayField
from cases.fields.text import TextLine
from cases.law.actors import Role
from cases.law.calendar import local_day
from cases.law.errors import CaseError
from cases.models import User
from cases.service import delegating
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.moment import moment

GONE = 404


class DelegationForm(forms.Form):
    to = forms.ChoiceField(label=gettext_lazy("Who signs"))
    first = DayField(label=gettext_lazy("First day"))
    last = DayField(label=gettext_lazy("Last day"))
    document = TextLine(
        label=gettext_lazy("Number of the document"),
        max_length=60,
        help_text=gettext_lazy("Of the order or power by which the signature is delegated."),
    )
    document_on = DayField(label=gettext_lazy("Date of the document"))

    def __init__(self, by: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(person.pk), person.full_name) for person in delegating.delegates(by)[:200]]
        self.fields["to"].choices = [("", "–"), *people]  # type: ignore[attr-defined]
        self.has_people = bool(people)

    def authority(self) -> delegating.DelegationTerms:
        data = self.cleaned_data
        return delegating.DelegationTerms(data["first"], data["last"], data["document"], data["document_on"])


@open_to(Role.SIGNER)
def home(request: AuthenticatedRequest) -> HttpResponse:
    """GET: what is delegated, and by whom. POST: one more delegation."""
    user, today = request.user, local_day(moment(request))
    form = DelegationForm(user, request.POST if request.method == "POST" else None, initial={"first": today})
    if form.is_bound and form.is_valid() and _given(request, form):
        return redirect("hub:signing:delegations")
    context = {
        "form": form,
        "rows": [(row, row.applies(moment(request))) for row in delegating.delegations_of(user)],
        "today": today,
        "section": "desk",
    }
    status = getattr(form, "refused", 422 if form.errors else 200)
    return render(request, "hub/signing/delegations.html", context, status=status)


def _given(request: AuthenticatedRequest, form: DelegationForm) -> bool:
    try:
        to = UUID(form.cleaned_data["to"])
        row = delegating.delegate(request.user, to, form.authority(), moment(request))
    except CaseError as error:
        if error.status == GONE:
            raise Http404 from error
        form.add_error(None, str(error))
        form.refused = error.status  # type: ignore[attr-defined]
        return False
    messages.success(request, _("Delegated: %(who)s signs from now on in your stead.") % {"who": row.to.full_name})
    return True


@open_to(Role.SIGNER)
def withdraw(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    """POST: the delegation ends at this moment. The row stays, with who withdrew it."""
    mine = any(row.pk == pk and row.by_id == request.user.pk for row in delegating.delegations_of(request.user))
    if not mine:
        raise Http404
    if request.method == "POST":
        try:
            delegating.withdraw(request.user, pk, moment(request))
            messages.success(request, _("The delegation is withdrawn."))
        except CaseError as error:
            messages.warning(request, str(error))
    return redirect("hub:signing:delegations")
