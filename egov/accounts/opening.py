"""An applicant's account comes into being."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from cases.service import Person, User
from cases.states import Role


class AlreadyRegisteredError(Exception):
    """The IIN or the e-mail is known; which of the two is not said."""


def open_account(person: Person, email: str, password: str, language: str) -> User:
    """Person and user in one transaction: both or neither. Raises AlreadyRegisteredError."""
    if known(person.iin, email):
        raise AlreadyRegisteredError
    try:
        with transaction.atomic():
            person.save(force_insert=True)
            return _user(person, email, password, language)
    except (IntegrityError, ValidationError) as error:  # registered in the same moment by another click
        if known(person.iin, email):
            raise AlreadyRegisteredError from error
        raise


def _user(person: Person, email: str, password: str, language: str) -> User:
    facts: dict[str, Any] = {"role": Role.APPLICANT, "person": person, "language": language}
    return User.objects.create_user(email, password, full_name=person.full_name, **facts)


def known(iin: str, email: str) -> bool:
    return Person.objects.filter(iin=iin).exists() or User.objects.filter(email__iexact=email).exists()
