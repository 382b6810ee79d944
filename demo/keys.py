"""The demo people's ЭЦП: for each account a key with its certificate, one file each in settings.EDS_KEYS/people.

Only the stand-in for NCALayer and the demo's own steps read them. The portal itself never does: in life these files
lie with the people.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from cases.law.actors import Role
from cases.models import User
from demo.authority import Authority, authority
from demo.pki import certificates as x509
from demo.pki import files, signing
from demo.pki.certificates import Holder
from demo.pki.issuers import Identity

TABLE = tomllib.loads(Path(__file__).with_name("staff.toml").read_text(encoding="utf-8"))
GOST = frozenset(TABLE["gost"])


def holder_of(user: User) -> Holder:
    """The person as НУЦ РК would write them: an applicant as an individual, staff as their organisation's.

    ValueError where no ИИН is known: there is no ЭЦП without one.
    """
    person = user.person
    iin = person.iin if person is not None else user.iin
    if not iin:
        raise ValueError(f"{user.email} has no IIN, so there can be no certificate")
    if person is not None:
        return x509.individual(person.surname, person.given_names, iin, person.patronymic, user.email)
    surname, given_names, patronymic = (*user.full_name.split(maxsplit=2), "", "", "")[:3]
    works_for = TABLE["organizations"][user.role]
    if user.role == Role.SIGNER:
        return x509.head(surname, given_names, iin, settings.EDS_MINISTRY_BIN, works_for["name"], patronymic)
    return x509.employee(surname, given_names, iin, works_for["bin"], works_for["name"], patronymic)


def identity_of(user: User, *, own_key: bool = False, algorithm: str = "") -> Identity:
    """The ЭЦП of this account, made at its first use and stored for the stand-in.

    `own_key`: a key that nobody else has, where making it may take its time; else the shared one of the crowd. Who
    has a file already keeps it. `algorithm`: "" leaves it to GOST. Raises ValueError as `holder_of`.
    """
    name, _, _host = user.email.partition("@")
    algorithm = algorithm or (signing.GOST512 if name in GOST else signing.RSA)
    return find_or_issue(holder_of(user), authority(), algorithm=algorithm, own_key=own_key)


def find_or_issue(
    holder: Holder, by: Authority, *, algorithm: str = signing.RSA, own_key: bool = False, **faults: Any
) -> Identity:
    """Find the file of this ИИН and БИН, or issue a certificate (`Authority.issue`) and keep it with its key."""
    path = by.folder / "people" / f"{holder.iin}-{holder.bin or 'person'}.json"
    if not path.exists():
        key = signing.new_key(algorithm) if own_key else by.shared_key(algorithm)
        files.create_once(path, _written(by.issue(holder, algorithm=algorithm, key=key, **faults)))
    return _read(path, by)


def stored_identities(by: Authority) -> list[Identity]:
    """Everybody with a file, by name. Files that came since the last call are there; those read before cost nothing."""
    identities = [_read(path, by) for path in sorted((by.folder / "people").glob("*.json"))]
    return sorted(identities, key=lambda identity: (identity.holder.surname, identity.holder.given_names))


def _written(identity: Identity) -> str:
    written = {
        "holder": asdict(identity.holder),
        "algorithm": identity.algorithm,
        "serial": f"{identity.serial:x}",
        "certificate": identity.certificate.hex(),
        "key": identity.key.pem(),
    }
    return json.dumps(written, ensure_ascii=False)


def _read(path: Path, by: Authority) -> Identity:
    stat = path.stat()
    return _loaded(path, stat.st_mtime_ns, stat.st_ino, by)


@lru_cache(maxsize=4096)
def _loaded(path: Path, changed: int, node: int, by: Authority) -> Identity:
    """`changed`, `node`: another file under the same name is read again."""
    stored = json.loads(path.read_text())
    facts = stored["holder"] | {"roles": tuple(stored["holder"]["roles"])}
    certificate, serial = bytes.fromhex(stored["certificate"]), int(stored["serial"], 16)
    return Identity(
        Holder(**facts), signing.load_key(stored["key"]), certificate, serial, by.issuing[stored["algorithm"]]
    )
