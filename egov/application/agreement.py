"""What the анкета says of the person flows back to the person's data, and an address to its mailbox."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.utils.translation import gettext as _

from cases.models import Case, Person, User
from cases.models import QuestionnaireForm as Schema
from cases.service import acts
from cases.service.acts import addresses
from cases.service.queries import entered_address
from cases.web.request.access import AuthenticatedRequest
from cases.web.request.moment import moment, request_id


def share(request: AuthenticatedRequest, case: Case, schema: Schema) -> None:
    """What was saved here is from now on what letters and requests say of the person. An address is the account's only
    when its mailbox has confirmed it."""
    user, now = request.user, moment(request)
    changed = acts.share(case.pk, user, now, schema, request_id=request_id(request))
    if changed:
        names = ", ".join(Person.label(name) for name in changed)
        notice = _("Your data were brought into line with these answers: %(names)s.")
        if case.helper:
            notice = _("The person's data were brought into line with these answers: %(names)s.")
        messages.info(request, notice % {"names": names})
    if case.helper is None:  # nobody but the person changes the address of the account
        _share_address(request, user, case.questionnaire.get("answers", {}), schema, now)


def _share_address(
    request: AuthenticatedRequest, user: User, answers: dict[str, str], schema: Schema, now: datetime
) -> None:
    email = next((answers.get(item["key"], "") for item in schema.fields if item["type"] == "email"), "")
    waiting = addresses.waiting(user)
    known = {user.mailbox.lower(), entered_address(user).lower(), waiting.email.lower() if waiting else ""}
    if not email or email.lower() in known:
        return
    try:
        addresses.request_change(user, email, now)
    except addresses.TooOftenError as error:
        messages.warning(request, str(error))
        return
    notice = _("We have written to %(email)s: it becomes the address of your account once the link there is confirmed.")
    messages.info(request, notice % {"email": email})
