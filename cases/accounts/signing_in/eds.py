"""From a signed challenge to a person, and from the person to an account, there already or new."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.accounts import addresses
from cases.accounts.signing_in.challenge import LASTS, IssuedChallenge, recognise, redeem
from cases.accounts.signing_in.journal import SignInCertificate
from cases.eds.base import EdsError, Purpose, Signer, Verified
from cases.eds.mobile import AskedDocument, Wanted
from cases.eds.pki.oids import INDIVIDUAL, LEGAL
from cases.eds.verify import verify
from cases.law.actors import Role
from cases.models import Person, User
from cases.models.ids import uuid7
from cases.models.person import LONGEST_NAME
from cases.values import names
from cases.values.iin import iin_ok


def verify_answer(cms: str | bytes, challenge: str, key: str, now: datetime, iin: str = "") -> Verified:
    """The verified signature over our challenge, which cannot be used again. `iin`: that of the required signer.

    Raises EdsError; an invalid signature spends nothing, so it leaves no row either.
    """
    issued = recognise(challenge, key, now)
    verified = verify(cms, issued.text, Purpose.SIGN_IN, now, iin=iin, not_before=issued.issued_at)
    redeem(issued, now)
    return verified


def for_telephone(issued: IssuedChallenge, iin: str, action: str, next_url: str) -> Wanted:
    """The challenge as a telephone is asked to sign it; its answer goes to `action` as that of NCALayer does.

    `iin`: that of the required signer, "" where anybody may come."""
    return Wanted(
        documents=[AskedDocument("sign-in", gettext_lazy("Sign-in to the portal"), issued.text)],
        act=_("Sign-in to the portal"),
        purpose=Purpose.SIGN_IN,
        iin=iin,
        drawn_up_at=issued.issued_at,
        action=action,
        carried=[("challenge", issued.base64), ("next", next_url)],
        back=action,
        until=issued.issued_at + LASTS,
    )


def account_of(signer: Signer) -> User | None:
    """The account that this certificate opens; None when its holder may open a new one.

    A natural person's key opens the applicant's account before a staff account of the same IIN; an organisation's
    key opens staff accounts only. Raises EdsError.
    """
    if not signer.iin:
        raise EdsError("no_iin")
    individual = is_individual(signer)
    applicant = User.objects.select_related("person").filter(person__iin=signer.iin).first()
    staff = User.objects.filter(iin=signer.iin).first()
    users = [user for user in (applicant if individual else None, staff) if user is not None]
    active = [user for user in users if user.is_active]
    if active:
        return active[0]
    if users:
        raise EdsError("account_closed")
    if not individual:
        raise EdsError("not_individual" if applicant else "applicants_only")
    return None


def is_individual(signer: Signer) -> bool:
    return INDIVIDUAL in signer.roles and LEGAL not in signer.roles and not signer.bin


def same_name(shown: SignInCertificate, user: User) -> bool:
    """Certificates are written in capitals, and with apostrophes and hyphens of their own."""
    return names.name_key(shown.name) == names.name_key(user.full_name)


# ------------------------------------------------------------------------------------------------ a new account


@dataclass(frozen=True, slots=True)
class Newcomer:
    """The person named by a certificate with whose IIN nobody is registered yet."""

    iin: str
    surname: str
    given_names: str
    patronymic: str
    serial: str
    """Of the certificate, as hex."""
    until: str
    """The last moment of the certificate, ISO 8601."""
    status: str
    """Of the certificate: a `Status` of the check of revocation."""

    @property
    def full_name(self) -> str:
        return names.joined(self.surname, self.given_names, self.patronymic)

    @property
    def shown(self) -> SignInCertificate:
        return SignInCertificate(self.full_name, self.serial, datetime.fromisoformat(self.until), self.status)

    def plain(self) -> dict[str, str]:
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Newcomer:
        return cls(**{field.name: str(plain[field.name]) for field in fields(cls)})


def newcomer(verified: Verified) -> Newcomer:
    """The IIN's check digit is verified here alone: a certificate with a wrong one may sign, not begin an account.

    Who has one name has it as the surname, as a passport puts it (ICAO Doc 9303-3, 4.6); a dash in the other's place
    is no name. Nothing is cut off.
    Raises EdsError: iin_digits, no_name, long_name.
    """
    signer = verified.signer
    if not iin_ok(signer.iin):
        raise EdsError("iin_digits")
    surname, given_names, patronymic = (
        part if names.name_key(part) else "" for part in (signer.surname, signer.given_names, signer.patronymic)
    )
    if not (surname or given_names):
        raise EdsError("no_name")
    parts = (surname or given_names, given_names if surname else "", patronymic)
    if any(len(part) > LONGEST_NAME for part in parts):
        raise EdsError("long_name", limit=LONGEST_NAME)
    shown = SignInCertificate.of(verified)
    return Newcomer(signer.iin, *parts, shown.serial, shown.until.isoformat(), shown.status)


def open_account(new: Newcomer, email: str, language: str, now: datetime) -> User:
    """Person and user in one transaction: both or neither. Of two at once the second gets the account of the first.

    The mailbox of `email` has to confirm it; with an address that somebody else has the account is opened all the
    same, so that nobody learns of it here. Raises ValidationError (of the e-mail).
    """
    try:
        with transaction.atomic():
            return _opened(new, email, language, now)
    except (IntegrityError, ValidationError):  # the other tab, or another newcomer with the same address
        user = _of(new.iin)
        if user is not None:
            return user
        with transaction.atomic():
            return _opened(new, email, language, now)


def _opened(new: Newcomer, email: str, language: str, now: datetime) -> User:
    known = _of(new.iin)
    if known is not None:
        return known
    parts = {"surname": new.surname, "given_names": new.given_names, "patronymic": new.patronymic}
    # A person may be known without an account: data come before sign-ins where a case was entered by an office.
    person = Person.objects.filter(iin=new.iin).first() or Person.objects.create(iin=new.iin, **parts)
    facts: dict[str, Any] = {"role": Role.APPLICANT, "person": person, "language": language}
    facts |= {"id": (pk := uuid7()), "full_name": person.full_name}
    # No password at all: an applicant's is never looked at.
    user = User.objects.create_user(addresses.opening_address(pk, email), None, **facts)
    addresses.request_confirmation(user, email, now)
    return user


def _of(iin: str) -> User | None:
    return User.objects.filter(person__iin=iin, is_active=True).first()
