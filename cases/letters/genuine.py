"""What anybody may learn of a letter, by its code or by the SHA-256 of its file. Nothing of the person is read.

One statement either way, each by an index: the code's own, or one of `letter_file_ru` and `letter_file_kk`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.fields.json import KT
from django.utils.functional import Promise

from cases.eds.base import Status
from cases.letters.kinds import head_of, issuer
from cases.models import Letter, SignatureCheck
from cases.models.letter import LETTERS

GOOD = frozenset({Status.GOOD, Status.REVOKED_LATER, Status.UNCHECKED})


@dataclass(frozen=True, slots=True)
class Genuine:
    """A letter that the portal issued."""

    number: str
    kind: str
    at: datetime
    valid_until: date | None
    code: str
    body: dict[str, str]
    """The issuing body, {"ru", "kk"}."""
    office: str = ""
    """The organisation in the certificate of the ЭЦП; "" for a letter without one."""
    bin: str = ""
    """In the certificate of the ЭЦП; "" for a letter without one."""
    signed_at: datetime | None = None
    """None for a letter without ЭЦП."""
    standing: str = ""
    """A Status: the newest information on the signature's certificate."""
    demo: bool = False
    """Signed with a certificate of the demonstration."""
    granted: str = ""
    """The number of what it grants; "" of a letter that grants nothing."""
    set_aside_at: datetime | None = None
    """When a ruling set aside the act that the letter communicates."""

    @property
    def name(self) -> str | Promise:
        return LETTERS[self.kind].name if self.kind in LETTERS else self.kind

    @property
    def granted_words(self) -> Promise | None:
        about = LETTERS.get(self.kind)
        return about.bears[1] if about and about.bears else None

    @property
    def signed(self) -> bool:
        return self.signed_at is not None

    @property
    def fallen(self) -> bool:
        """Its signature was made with a certificate already revoked: the letter is not to be relied on."""
        return self.signed and self.standing not in GOOD


def by_code(code: str) -> Genuine | None:
    """`code`: as it is printed on the letter, without spaces."""
    return _single(Q(code=code))


def by_file(sha256: str) -> Genuine | None:
    """`sha256`: hex in lower case, of the file's bytes."""
    return _single(Q(file_ru=sha256) | Q(file_kk=sha256))


def _single(wanted: Q) -> Genuine | None:
    # A signature's newest check; found by the case, of which there are few, and by the sheet that was signed.
    checks = SignatureCheck.objects.filter(signature__case=OuterRef("case"), signature__sha256=OuterRef("sheet"))
    rows = Letter.objects.annotate(
        sheet=KT("facts__signature__sheet"),
        office=KT("facts__signature__organization"),
        bin=KT("facts__signature__bin"),
        signed_at=KT("facts__signature__at"),
        known=KT("facts__signature__revocation"),
        demo=F("facts__signature__demo"),
        bodies=F("facts__bodies"),
        department=F("facts__department"),
        issued_by=KT("facts__issued_by"),
        since=Subquery(checks.order_by("-id").values("status")[:1]),
    )
    numbers = {fact: KT(f"facts__{fact}") for fact in _borne()}
    row = rows.filter(wanted).values(*_READ, **numbers).first()
    return _genuine(row) if row else None


_READ = (
    "number",
    "kind",
    "at",
    "valid_until",
    "code",
    "set_aside_at",
    "office",
    "bin",
    "signed_at",
    "known",
    "demo",
    "bodies",
    "department",
    "issued_by",
    "since",
)


def _borne() -> list[str]:
    """Facts that hold the number of what a letter grants, of all kinds."""
    return sorted({about.bears[0] for about in LETTERS.values() if about.bears})


def _genuine(row: dict[str, Any]) -> Genuine:
    about = LETTERS.get(row["kind"])
    facts = {"bodies": row["bodies"] or {}, "department": row["department"], "issued_by": row["issued_by"]}
    return Genuine(
        number=row["number"],
        kind=row["kind"],
        at=row["at"],
        valid_until=row["valid_until"],
        code=row["code"],
        body=issuer(head_of(about, facts), facts) if about and facts["bodies"] else {},
        office=row["office"] or "",
        bin=row["bin"] or "",
        signed_at=datetime.fromisoformat(row["signed_at"]) if row["signed_at"] else None,
        standing=row["since"] or row["known"] or "",
        demo=bool(row["demo"]),
        granted=(row[about.bears[0]] or "") if about and about.bears else "",
        set_aside_at=row["set_aside_at"],
    )
