"""The programme as one object, and how one of its cases begins."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.engine.programmes import Programme
from cases.engine.programmes.opening import insert, new_case
from cases.engine.programmes.otherevents import OtherEvent, OtherEvents
from cases.engine.steps import steps_of
from cases.engine.steps.facts import Words
from cases.law import regulations
from cases.law.actors import OFFICE, Actor, Role
from cases.law.calendar import local_day
from cases.law.names import Names
from cases.law.regulations import Shape
from cases.law.titles import ListRules
from cases.models import Case, City, User
from cases.models.letter import LetterKind
from cases.models.queries import NOTHING, Sight
from tests.certificate import KEY, steps
from tests.certificate.states import PLACES, Stage, State


def scope(user: User) -> Q:
    match user.role:
        case Role.APPLICANT:
            return Q(person_id=user.person_id)
        case Role.OFFICER:
            return Q(city_id=user.city_id, filed_at__isnull=False)
        case Role.AUDITOR:
            return Q()
        case _:
            return NOTHING


CERTIFICATE = Programme(
    key=KEY,
    name=_("Certificate of residence"),
    places=PLACES,
    stages={Stage.REQUEST: _("Request"), Stage.CLOSED: _("Closed")},
    steps=steps_of(steps),
    editions=Path(__file__).parent / "editions",
    shape=Shape(bodies=("police_dept",), lists=("request",)),
    lists=ListRules(last=lambda case: "request"),
    desks={Actor.APPLICANT: "certificate:mine", Actor.OFFICER: "certificate:office"},
    series="CRT",
    single_open_case=False,
    sight=Sight(scope),
    letters={
        "certificate": LetterKind(name=_("Certificate of residence"), head="department", words=True, says=steps.says)
    },
    names=Names(terms={"certificate_answer": _("Answer to the request")}),
    other_events=OtherEvents(
        events={
            "lease_looked_up": OtherEvent(
                label=_("The register of leases was looked up"),
                readers=OFFICE,
                words={"entry": Words(_("Entry"), "numbered")},
            )
        },
        ways={"numbered": lambda value, event, grounds, titles: f"№ {value}"},
    ),
    closed_in=lambda case: Stage.REQUEST,
)


def open_request(user: User, city: City, now: datetime) -> Case:
    """A person may have several, and one of the pilot's besides."""
    edition = regulations.edition_on(local_day(now), KEY)
    assert edition is not None and user.person is not None
    case = new_case(CERTIFICATE, user.person, edition, State.WANTED, now)
    case.city = city
    insert(case, user, now, {})
    return case
