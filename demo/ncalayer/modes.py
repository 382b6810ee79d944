"""Who signs, and each way in which NCALayer, its user or their certificate may fail."""

from __future__ import annotations

import json
import tomllib
from base64 import b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from cases.values.iin import iin_with_check
from demo import cms, timestamps
from demo.authority import Authority
from demo.ncalayer import older, protocol, xml
from demo.ncalayer.protocol import Request, RequestRefused, failure
from demo.pki import certificates as x509
from demo.pki import signing
from demo.pki.issuers import Identity

protocol.OTHERS[older.MODULE] = older.read
HOUR, DAY, YEAR = timedelta(hours=1), timedelta(days=1), timedelta(days=365)

MODES: dict[str, str] = {
    **tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")),
    **{code: f"answers with the error {code}" for code in protocol.CODES},
}
"""Name → what happens."""


@dataclass(eq=False)
class Hand:
    """The person at NCALayer, who chooses a key and signs."""

    authority: Authority
    people: Callable[[], Iterable[Identity]]
    """Those whose keys are there."""
    clock: Callable[[], datetime]
    """The computer's."""
    holder: str = ""
    """ИИН, БИН, e-mail or surname of who signs if no key is requested more precisely."""
    mode: str = ""

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "mode" and value not in MODES:
            raise ValueError(f"no mode {value!r}: {', '.join(filter(None, MODES))}")
        super().__setattr__(name, value)

    def answer(self, message: str | bytes) -> str:
        try:
            request = protocol.read(message)
        except RequestRefused as refused:
            return json.dumps(refused.reply)
        try:
            reply = SIMPLE[self.mode] if self.mode in SIMPLE else self._signed(request)
        except RequestRefused as refused:
            reply = refused.reply
        return json.dumps(older.reply(reply, request) if request.older else reply)

    def _signed(self, request: Request) -> dict[str, Any]:
        now = self.clock()
        identity = identity_in_mode(self.mode, self.authority, self.choose(request), now)
        if request.digested and any(len(part) != len(identity.key.digest(b"")) for part in request.data):
            raise RequestRefused(failure("INVALID_SIGNING_PARAMS", "This is no digest for the key chosen."))
        if request.xml:
            return protocol.success([xml.signed(identity, part) for part in request.data])
        results = [self._text(self._cms(identity, part, request, now)) for part in request.data]
        reply = protocol.success(results)
        return reply if self.mode != "string" else {"status": True, "body": {"result": results[0]}}

    def _cms(self, identity: Identity, content: bytes, request: Request, now: datetime) -> bytes:
        at = now + {"clock_ahead": HOUR, "clock_behind": -HOUR}.get(self.mode, timedelta(0))
        faults: dict[str, Any] = {"detached": not request.attached}
        if request.digested:
            faults["digest"] = content
        if request.stamped:
            faults["stamp"] = lambda signature: timestamps.attribute(self.authority, signature, now)
        if self.mode == "altered":
            faults["altered"] = content + b" "
        if self.mode == "no_certificate":
            faults["certificates"] = ()
        if self.mode == "two_signers":
            faults["signers"] = (_other(self.authority, identity),)
        return b"no signature" if self.mode == "not_cms" else cms.sign(identity, content, at, **faults)

    def _text(self, made: bytes) -> str:
        return cms.pem(made) if self.mode == "pem" else b64encode(made).decode()

    def choose(self, request: Request) -> Identity:
        """The key that suits the request; among several the holder's, else the first. Refused when none does."""
        suits = [identity for identity in self.people() if _suits(identity, request)]
        if not suits:
            raise RequestRefused(failure("SIGNING_FAILURE", "No key here suits what is asked for."))
        chosen = next((identity for identity in suits if is_meant(self.holder, identity)), suits[0])
        if x509.AUTHENTICATION in request.usages:
            return _identity_of_file("auth_certificate", self.authority, chosen, self.clock().date().isoformat())
        return chosen


BUSY = failure("GENERAL_ERROR", "Another request is being answered: one at a time.")
SIMPLE: dict[str, dict[str, Any]] = {
    "cancel": protocol.CANCELED,
    "no_module": protocol.MODULE_NOT_FOUND,
    "empty": protocol.success([]),
    "blank": {},
    "no_status": {"body": {"result": []}},
    "greets_again": protocol.GREETING,
    "busy": BUSY,
    **{code: failure(code, "The stand-in fails as it was configured to.", code) for code in protocol.CODES},
}
"""Mode → the answer to any request."""


def is_meant(holder: str, identity: Identity) -> bool:
    owner = identity.holder
    return bool(holder) and holder.casefold() in {
        owner.iin,
        owner.bin,
        owner.email.casefold(),
        owner.surname.casefold(),
        f"{owner.iin}-{owner.bin or 'person'}",
    }


def _suits(identity: Identity, request: Request) -> bool:
    owner = identity.holder
    roles = request.usages - {x509.SIGNING, x509.AUTHENTICATION}
    serial = request.serial.lstrip("0")
    return (
        request.iin in ("", owner.iin)
        and request.bin in ("", owner.bin)
        and serial in ("", f"{identity.serial:x}")
        and roles <= set(owner.roles)
    )


# ------------------------------------------------------------------------------------------------ certificates


def identity_in_mode(mode: str, authority: Authority, identity: Identity, now: datetime) -> Identity:
    """The person's key with the certificate of this mode; modes that leave the certificate alone give it as it is."""
    return _identity_of_file(mode, authority, identity, now.date().isoformat()) if mode in CERTIFICATES else identity


@lru_cache(maxsize=256)
def _identity_of_file(mode: str, authority: Authority, identity: Identity, day: str) -> Identity:
    """Once a day and person: a new one at each request would fill the list of the revoked."""
    return CERTIFICATES[mode](authority, identity, datetime.fromisoformat(f"{day}T00:00:00+00:00"))


def _again(authority: Authority, identity: Identity, **changes: Any) -> Identity:
    holder = changes.pop("holder", identity.holder)
    return authority.issue(holder, algorithm=identity.algorithm, **({"key": identity.key} | changes))


def _other(authority: Authority, identity: Identity, now: datetime | None = None) -> Identity:
    """Somebody else of the same kind, whose ИИН passes its check too."""
    first = identity.holder.iin[:7] if identity.holder.iin else "9001013"
    iin = next(iin for n in range(9999) if (iin := iin_with_check(f"{first}{n:04d}")) and iin != identity.holder.iin)
    return _again(authority, identity, holder=replace(identity.holder, surname="Другая", given_names="Особа", iin=iin))


def _revoked(authority: Authority, identity: Identity, midnight: datetime) -> Identity:
    made = _again(authority, identity)
    authority.revoke(made, midnight - HOUR)
    if authority.folder != Path():
        authority.publish_crls(midnight)
    return made


def _foreign(authority: Authority, identity: Identity, midnight: datetime) -> Identity:
    return _again(_nobody(identity.algorithm), identity)


@lru_cache(maxsize=4)
def _nobody(algorithm: str) -> Authority:
    return Authority.foreign(kinds=(algorithm,))


CERTIFICATES: dict[str, Callable[[Authority, Identity, datetime], Identity]] = {
    "other_person": _other,
    "no_iin": lambda by, who, _: _again(by, who, holder=replace(who.holder, iin="")),
    "expired": lambda by, who, day: _again(by, who, not_before=day - YEAR, not_after=day - HOUR),
    "not_yet_valid": lambda by, who, day: _again(by, who, not_before=day + DAY, not_after=day + YEAR),
    "revoked": _revoked,
    "foreign": _foreign,
    "auth_certificate": lambda by, who, _: _again(by, who, auth=True),
    "gost_2004": lambda by, who, _: by.issue(who.holder, algorithm=signing.GOST2004),
}
