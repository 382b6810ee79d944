"""The demo's certification authority, made at its first use outside the repository, and believed in the demo only.

Two pairs as НУЦ РК has them, RSA-2048 and GOST 34.10-2015 of 512 bits, and a third of 256 bits for the tests.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from cases.eds.base import EdsError
from demo.pki import certificates as x509
from demo.pki import der, files, issuers, signing
from demo.pki.certificates import Holder
from demo.pki.issuers import FOUNDED, Ca, Identity
from demo.pki.responder import MALFORMED, NO_CHECK, UNAUTHORIZED, Asked, OcspAnswer, PublishedCrl, Revoked, read_request
from demo.pki.signing import PrivateKey, digest

NOT_BEFORE, NOT_AFTER = datetime(2025, 1, 1, tzinfo=UTC), datetime(2035, 1, 1, tzinfo=UTC)
"""Of the people's certificates: the demo's cases lie in the past."""


@dataclass(frozen=True, eq=False)
class Authority:
    """Roots and issuing authorities by algorithm. `at` keeps it in a folder, `foreign` makes one nobody trusts."""

    folder: Path
    roots: Mapping[str, Ca]
    issuing: Mapping[str, Ca]
    _shared: dict[str, PrivateKey] = field(default_factory=dict, compare=False)
    _revoked: dict[int, Revoked] = field(default_factory=dict, compare=False)

    @classmethod
    def at(cls, folder: Path, founded: datetime = FOUNDED) -> Authority:
        """The authority of this folder: loaded, or made and stored where there is none.

        Its certificates lie in `folder`/anchors, its keys in one file that only the owner reads. Of two processes
        that come at once one wins, and the other takes what the winner made.
        """
        stored_file = folder / "authority.json"
        if not stored_file.exists():
            files.create_once(stored_file, json.dumps(issuers.as_stored(issuers.new_pairs("ДЕМО DEMO", founded))))
            folder.chmod(0o700)  # it may have been there already
        authority = cls._of(folder, json.loads(stored_file.read_text()))
        authority.publish()
        return authority

    @classmethod
    def foreign(cls, title: str = "ЧУЖОЙ FOREIGN", kinds: tuple[str, ...] = (signing.RSA,)) -> Authority:
        """An authority in memory, outside every list of anchors: unknown issuers with the right ИИН."""
        roots, issuing = issuers.new_pairs(title, FOUNDED, kinds)
        return cls(Path(), roots, issuing)

    @classmethod
    def _of(cls, folder: Path, keys_by_level: dict[str, Any]) -> Authority:
        roots, issuing = (
            {kind: issuers.load(stored) for kind, stored in keys_by_level[level].items()}
            for level in ("roots", "issuing")
        )
        return cls(folder, roots, issuing)

    def publish(self) -> None:
        """The public certificates, for who is to trust them. Healed at each load, should a file have been lost."""
        for level, authorities in (("root", self.roots), ("issuing", self.issuing)):
            for kind, ca in authorities.items():
                files.public(self.folder / "anchors" / f"demo-{kind}-{level}.pem", files.pem(ca.certificate))

    def shared_key(self, algorithm: str = signing.RSA) -> PrivateKey:
        """One key for all who do not need their own: making an RSA key takes 80 ms, and a test makes many people.

        In life nobody shares a key; certificates differ, so nothing but the public key is the same.
        """
        if algorithm not in self._shared:
            self._shared[algorithm] = self.key_of("shared", algorithm)
        return self._shared[algorithm]

    def key_of(self, whose: str, algorithm: str) -> PrivateKey:
        """A key stored in the folder under this name, made at its first use; a foreign authority stores none."""
        if self.folder == Path():
            return signing.new_key(algorithm)
        path = self.folder / "keys" / f"{whose}.{algorithm}.pem"
        if not path.exists():
            files.create_once(path, signing.new_key(algorithm).pem())
        return signing.load_key(path.read_text())

    def issue(
        self,
        holder: Holder,
        *,
        algorithm: str = signing.RSA,
        auth: bool = False,
        not_before: datetime = NOT_BEFORE,
        not_after: datetime = NOT_AFTER,
        key: PrivateKey | None = None,
        by: Ca | None = None,
        **faults: Any,
    ) -> Identity:
        """A certificate of the profile of НУЦ РК; with `auth` one for authentication.

        `key`: None takes the shared one. `by`: another authority than the one of this algorithm. `faults`: fields of
        `Profile` set otherwise; besides, its addresses `ocsp`, `crl`, `issuer_at`, which are empty without.
        """
        by = by or self.issuing.get(algorithm) or self.issuing[signing.RSA]
        key = key or self.shared_key(algorithm)
        profile = replace(issuers.leaf_profile(holder, auth, not_before, not_after), **faults)
        return Identity(holder, key, by.certify(profile, key.spki), profile.serial, by)

    # -------------------------------------------------------------------------------------------- revocation

    def revoke(self, identity: Identity, at: datetime, reason: str = "key_compromise") -> Revoked:
        """From now on CRLs and OCSP answers tell it. `reason`: a key of `responder.REASONS`, or ""."""
        revoked = Revoked(identity.serial, at, reason, identity.issuer.subject)
        self._revoked[identity.serial] = revoked
        if self.folder != Path():
            row = [at.isoformat(), reason, revoked.issuer.hex()]
            files.replace(self.folder / "revoked" / f"{identity.serial:x}.json", json.dumps(row))
        return revoked

    def revoked(self) -> dict[int, Revoked]:
        """By serial number; read each time, since another process may have revoked."""
        revoked = dict(self._revoked)
        for path in (self.folder / "revoked").glob("*.json") if self.folder != Path() else ():
            at, reason, issuer = json.loads(path.read_text())
            serial = int(path.stem, 16)
            revoked[serial] = Revoked(serial, datetime.fromisoformat(at), reason, bytes.fromhex(issuer))
        return revoked

    def crl(self, now: datetime, algorithm: str = signing.RSA, days: int = 7, **faults: Any) -> bytes:
        """The CRL in DER of the issuing authority of this algorithm. `faults`: fields of `responder.Crl`."""
        ca = self.issuing[algorithm]
        revoked = tuple(entry for entry in self.revoked().values() if entry.at <= now and entry.issuer == ca.subject)
        made = PublishedCrl(ca.subject, ca.key, revoked, now, now + timedelta(days=days), number=int(now.timestamp()))
        return replace(made, **faults).der()

    def publish_crls(self, now: datetime, days: int = 7) -> None:
        """A CRL of each issuing authority as a file in `folder`/crls: in the demo nobody listens whom one could ask."""
        for kind in self.issuing:
            files.public(self.folder / "crls" / f"demo-{kind}.crl", self.crl(now, kind, days))

    def ocsp(self, request: bytes, now: datetime, responder: Identity | None = None, **faults: Any) -> bytes:
        """The answer in DER to an OCSPRequest, signed by the authority that issued, or by `responder`.

        `faults`: fields of `responder.Answer`. An unknown issuer is answered with "unauthorized", what is no request
        with "malformed".
        """
        try:
            question = read_request(request)
            ca = self._issuer(question)
        except (ValueError, TypeError, KeyError, EdsError):
            return OcspAnswer(b"", self.issuing[signing.RSA].key, now, outcome=MALFORMED).der()
        if ca is None:
            return OcspAnswer(b"", self.issuing[signing.RSA].key, now, outcome=UNAUTHORIZED).der()
        revoked = self.revoked().get(question.serial)
        known = revoked if revoked and revoked.at <= now else None
        made = OcspAnswer(
            question.cert_id,
            responder.key if responder else ca.key,
            now,
            now + timedelta(hours=1),
            "revoked" if known else "good",
            known,
            by_name=b"" if responder else ca.subject,
            nonce=question.nonce,
            certificates=(responder.certificate,) if responder else (),
        )
        return replace(made, **faults).der()

    def _issuer(self, question: Asked) -> Ca | None:
        every = (*self.issuing.values(), *self.roots.values())
        return next((ca for ca in every if digest(question.algorithm, ca.subject) == question.name_hash), None)

    def responder(self, algorithm: str = signing.RSA, **faults: Any) -> Identity:
        """Somebody who may answer OCSP for the issuing authority of this algorithm (RFC 6960, 4.2.2.2)."""
        no_check = x509.extension(NO_CHECK, der.null())
        profile = {"purposes": (x509.OCSP_SIGNING,), "usage": x509.ANSWERS, "policies": (), "more": (no_check,)}
        return self.issue(Holder("DEMO OCSP"), algorithm=algorithm, **(profile | faults))


def authority() -> Authority:
    """The authority of this demo (settings.EDS_KEYS); read once a process and folder."""
    folder = Path(settings.EDS_KEYS)
    path = folder / "authority.json"
    if not path.exists():
        Authority.at(folder)
    return _authority(folder, path.stat().st_mtime_ns)


@cache
def _authority(folder: Path, made: int) -> Authority:
    """`made` tells a folder that was emptied and filled again."""
    return Authority.at(folder)
