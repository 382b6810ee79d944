"""How the outside systems stand to a case, for its officer: who is silent, what to enter by hand, what differs."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import answers
from cases.errors import CaseError, NotFoundError
from cases.forms.base import TextArea
from cases.models import Discrepancy
from cases.states import Role
from cases.web.access import open_to
from cases.web.common import case_url, moment, the_case


class ResolveForm(forms.Form):
    """The officer's word on two answers that differ. It changes no fact of the case."""

    word = TextArea(
        label=gettext_lazy("Which of the two holds, and why"), rows=3, max_length=1000,
        help_text=gettext_lazy("It stays in the file. A fact that is wrong is corrected by its own step."),
        error_messages={"required": gettext_lazy("Say which of the two holds, and why.")},
    )  # fmt: skip


@open_to(Role.OFFICER)
def resolve(request: HttpRequest, pk: UUID, discrepancy_pk: UUID) -> HttpResponse:
    """GET: what was entered beside what the system says. POST: the officer's word."""
    case = the_case(request, pk)
    found = Discrepancy.objects.select_related("exchange").filter(pk=discrepancy_pk, case=case).first()
    if found is None:
        raise Http404
    form = ResolveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            answers.resolve(found.pk, request.user, moment(request), form.cleaned_data["word"])
        except NotFoundError as error:
            raise Http404 from error
        except CaseError as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, _("The discrepancy is resolved; your word stands in the file."))
        return redirect(case_url(request.user, case))
    context = {"case": case, "found": found, "form": form, "back": case_url(request.user, case), "section": "desk"}
    return render(request, "cases/discrepancy.html", context, status=422 if form.errors else 200)
