"""Three states, one stage, two actors."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from cases.law.actors import Actor
from cases.law.places import May, Place, Places


class State(TextChoices):
    WANTED = "certificate_wanted", _("Certificate asked for")
    REVIEW = "certificate_review", _("Certificate under review")
    GIVEN = "certificate_given", _("Certificate given")


class Stage(StrEnum):
    REQUEST = "request"
    CLOSED = "closed"


PLACES = Places(
    {
        State.WANTED: Place(
            Actor.APPLICANT,
            Stage.REQUEST,
            _("You are asking for a certificate"),
            "2",
            "yours",
            "request",
            frozenset({May.ATTACH, May.PREPARE, May.FILE}),
            begins="certificate",
        ),
        State.REVIEW: Place(
            Actor.OFFICER, Stage.REQUEST, _("Your request is being looked at"), "3", documents="request"
        ),
        State.GIVEN: Place(None, Stage.CLOSED, _("Your certificate is given"), "4", "granted"),
    }
)
