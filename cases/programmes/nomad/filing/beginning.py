"""How a case begins: a new petition, or an application on an earlier one (interpretations 2, 4)."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from cases.engine.programmes import PROGRAMMES
from cases.engine.programmes.opening import insert, new_case
from cases.evidence.storage import parts
from cases.law.calendar import local_day
from cases.law.errors import NotFoundError, NotNowError
from cases.models import Case, Document, Person, User
from cases.programmes.nomad import KEY
from cases.programmes.nomad.applicants import taking_over
from cases.programmes.nomad.periods import eligibility
from cases.programmes.nomad.states import PLACES

CARRIED = (
    "profession",
    "profession_kk",
    "profession_code",
    "petition_signed_at",
    "sent_to_ministry_at",
    "submitted_at",
)


def open_petition(user: User, now: datetime, *, request_id: str = "") -> Case:
    """A new draft, pre-filled with the documents of the person's last closed case (interpretation 4).

    Raises NotNowError when another case is open, the person holds a card or no edition accepts filings today.
    """
    earlier = eligibility.last_case(_person(user))
    return _open(user, now, "petition", earlier, None, request_id)


def open_application(user: User, now: datetime, *, request_id: str = "") -> Case:
    """A new case on an earlier petition, which stays valid after `annul` (п. 12, interpretation 2)."""
    _ensure_no_card(_person(user))
    petition = eligibility.living_petition(_person(user), now)
    if petition is None:
        raise NotNowError(_("There is no signed petition to apply with."))
    return _open(user, now, "application", petition, petition, request_id)


def _open(user: User, now: datetime, what: str, earlier: Case | None, based_on: Case | None, request_id: str) -> Case:
    """`what`: as the place where it begins names it (`Place.begins`)."""
    person = _person(user)
    edition = eligibility.intake_edition(local_day(now), based_on.petition_law if based_on else None)
    if edition is None:
        raise NotNowError(_("No edition of the order accepts new filings on this day."))
    try:
        with transaction.atomic():
            if eligibility.open_case(person):
                raise NotNowError(_("You already have an open case: one person, one case."))
            _ensure_no_card(person)
            case = new_case(PROGRAMMES[KEY], person, edition, PLACES.beginning(what), now)
            if earlier is not None:
                taking_over.fill_from(earlier, case, now)
            if based_on is not None:
                _base(case, based_on)
            based = {"based_on": case.based_on.number} if case.based_on else {}
            insert(case, user, now, based | taking_over.facts(earlier, case), request_id=request_id)
            if earlier is not None:
                _carry_documents(earlier, case, user, now)
                taking_over.carry_duty(earlier, case, now)
    except IntegrityError as error:  # two clicks at once: the database lets one of them through
        if "person" not in str(error):
            raise
        raise NotNowError(_("You already have an open case: one person, one case.")) from error
    return case


def _base(case: Case, petition: Case) -> None:
    case.based_on = petition.based_on or petition
    case.petition_edition = petition.petition_law.key
    for name in CARRIED:
        setattr(case, name, getattr(petition, name))


def _ensure_no_card(person: Person) -> None:
    """Raises NotNowError for who has what the order leads to: it knows no second way there."""
    if eligibility.held_card(person):
        raise NotNowError(_("You hold the permit and the residence card: no petition and no application is needed."))


def _person(user: User) -> Person:
    """Raises NotFoundError for who is no applicant."""
    if user.person is None:
        raise NotFoundError
    return user.person


def _carry_documents(earlier: Case, case: Case, user: User, now: datetime) -> None:
    """The same files, as new rows of the new case: each case has a file of its own."""
    rows = Document.objects.filter(case=earlier, current=True)
    for row in rows:
        document = Document(pk=row.pk)
        row.pk, row._state.adding, row.case = Document._meta.pk.get_default(), True, case
        row.uploaded_at, row.uploaded_by = now, user
        row.save(force_insert=True)
        parts.carry(document, row)
