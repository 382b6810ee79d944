"""The messages between the applicant and the body that works on the case: one page for both sides."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.engine.people import colleagues
from cases.engine.writing import audit
from cases.fields.text import TextArea
from cases.law.actors import Role
from cases.law.errors import NotNowError
from cases.models import Case, MessageTemplate
from cases.web.drafts import texts
from cases.web.request.access import CASE_ROLES, AuthenticatedRequest, open_to
from cases.web.request.addresses import case_url
from cases.web.request.callers import address
from cases.web.request.finding import the_case
from cases.web.request.moment import moment

TEMPLATES = 50


class MessageForm(forms.Form):
    text = TextArea(label=gettext_lazy("Message"), rows=5, max_length=colleagues.LONGEST)


@open_to(*CASE_ROLES)
def thread(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    """GET: the messages, `?template=` begins a message. POST: one more."""
    case = the_case(request, pk)
    template = _begun(request, case)
    draft = None if template else texts.stored_text(request, case, texts.MESSAGE)
    form = MessageForm(request.POST if request.method == "POST" else None, initial=template or texts.initial(draft))
    if form.is_bound and form.is_valid() and _written(request, case, form):
        texts.discard(request, case, texts.MESSAGE)
        messages.success(request, _("The message is sent."))
        return redirect("cases:thread", case.pk)
    rows = colleagues.thread(case, request.user)
    context = {
        "case": case,
        "heading": _("Messages"),
        "form": form,
        "rows": rows,
        "refusal": colleagues.refusal(case, request.user),
        "templates": _templates(request),
        "back": case_url(request.user, case),
        "section": "desk",
    } | texts.context(case, texts.MESSAGE, draft)
    page = render(request, "cases/thread.html", context, status=getattr(form, "refused", 0) or _status(form))
    audit.record_reading(case, request.user, "messages", moment(request), address=address(request))
    colleagues.mark_read(rows, request.user, moment(request))
    return page


def _status(form: MessageForm) -> int:
    return 422 if form.errors else 200


def _written(request: AuthenticatedRequest, case: Case, form: MessageForm) -> bool:
    try:
        colleagues.write_message(case, request.user, moment(request), form.cleaned_data["text"])
    except NotNowError as error:
        form.add_error(None, str(error))
        form.refused = error.status  # type: ignore[attr-defined]
        return False
    return True


def _templates(request: AuthenticatedRequest) -> list[MessageTemplate]:
    if request.user.role == Role.APPLICANT:
        return []
    return list(MessageTemplate.objects.filter(active=True)[:TEMPLATES])


def _begun(request: AuthenticatedRequest, case: Case) -> dict[str, Any]:
    """The template that was chosen, in the applicant's language."""
    code = request.GET.get("template", "")
    row = next((row for row in _templates(request) if row.code == code), None) if code else None
    user = getattr(case.person, "user", None)
    return {"text": row.text_in(user.language if user else "ru")} if row else {}
