"""Keys of test people, and their answers to the challenge of the sign-in page."""

from __future__ import annotations

import base64
import re
from typing import Any

from django.test import Client
from django.utils import timezone

from cases.models import User
from demo import cms
from demo.authority import Authority, Identity, authority
from demo.pki import certificates

BIN = "241000000308"


def individual(
    iin: str, surname: str = "БЕРГ", given_names: str = "АЛИЯ", patronymic: str = "", **faults: Any
) -> Identity:
    """A natural person's ЭЦП; `of`: from another authority, the other `faults` as `Authority.issue` has them."""
    by: Authority = faults.pop("of", None) or authority()
    return by.issue(certificates.individual(surname, given_names, iin, patronymic), **faults)


def employee(iin: str, surname: str = "БЕРГ", given_names: str = "АЛИЯ", **faults: Any) -> Identity:
    """An organisation's employee's ЭЦП."""
    holder = certificates.employee(surname, given_names, iin, BIN, "ТОО «Үлгі»")
    return authority().issue(holder, **faults)


def of(user: User, **faults: Any) -> Identity:
    """The ЭЦП of this account: an applicant's, or that of a member of staff whose IIN is on the account."""
    if user.person is not None:
        person = user.person
        return individual(person.iin, person.surname, person.given_names, person.patronymic, **faults)
    surname, _blank, given_names = user.full_name.partition(" ")
    return employee(user.iin, surname, given_names, **faults)


def challenge(client: Client, url: str = "/sign-in/", **query: str) -> str:
    """The challenge of the page, in Base64."""
    return challenge_on(client.get(url, query).content.decode())


def challenge_on(page: str) -> str:
    match = re.search(r'name="challenge"\s+value="([^"]+)"', page)
    assert match, page
    return match.group(1)


def answer(identity: Identity, asked: str, **faults: Any) -> str:
    """The signed challenge, as NCALayer gives it: Base64."""
    signed = cms.sign(identity, base64.b64decode(asked), timezone.now(), **faults)
    return base64.b64encode(signed).decode()


def sign_in(client: Client, identity: Identity, next_url: str = "", **faults: Any) -> Any:
    """The whole round: the page, the key, the answer."""
    asked = challenge(client)
    return send(client, answer(identity, asked, **faults), asked, next=next_url)


def send(client: Client, signed: str, asked: str, **more: Any) -> Any:
    return client.post("/sign-in/eds/", {"cms": signed, "challenge": asked} | more)
