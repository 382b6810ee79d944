"""The desk of the ministry that signs petitions (МИИЦР), п. 8."""

from __future__ import annotations

from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.law.actors import Actor
from cases.models import Case
from cases.service import sittings
from cases.web import desk
from cases.web.documents import hearing

RESULTS = {
    True: pgettext_lazy("qualification", "confirmed"),
    False: pgettext_lazy("qualification", "not confirmed"),
}


def results(cases: list[Case]) -> dict[UUID, Promise]:
    """What the interview of each case has shown: one statement for the page."""
    read = sittings.petitions_of(cases)
    return {row.case.pk: RESULTS[row.interview.recommended] for row in read if row.interview}


home = desk.home(Actor.SIGNER, "hub/signing/home.html", desk.Column(_("Qualification"), results), marks=hearing.marks)
case = desk.case(Actor.SIGNER, "hub/signing/case.html")
