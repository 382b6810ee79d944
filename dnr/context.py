"""What every page shows around its content. Runs on each page: no query, no reading of files."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.law.actors import Role
from cases.law.calendar import local_day
from cases.law.regulations import edition_on, editions
from cases.models import User
from cases.programmes.nomad import KEY
from cases.web.request import typed_input
from cases.web.workload.absence import PLANNERS
from egov.accounts.desks import desk_url, language_switch, languages_of, notices_url, reports_urls


def portal(request: HttpRequest) -> dict[str, Any]:
    """`now` is the one moment of the page: every time left on it is counted from there."""
    now = timezone.now()
    user: User | AnonymousUser | None = getattr(request, "user", None)
    known = user if isinstance(user, User) else None
    return {
        "DEMO": settings.DEMO,
        "now": now,
        "order_number": (edition_on(local_day(now), KEY) or editions(KEY)[-1]).number,
        "languages": language_switch(languages_of(user)),
        "desk_url": desk_url(known) if known else "",
        "desk_name": _("My cabinet") if known and known.role == Role.APPLICANT else _("My desk"),
        "who": typed_input.owner_mark(known) if known else "",
        "absences_url": reverse("cases:absences") if known and known.role in PLANNERS else "",
        "notices_url": notices_url(known) if known else "",
        "reports_urls": reports_urls(known) if known else [],
    }
