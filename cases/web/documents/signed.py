"""The signatures of a case as its pages show them: who, by which certificate, the result of the check, the files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.engine.steps import STEPS
from cases.evidence.sight import may_read
from cases.models import Case, Signature, SignatureCheck
from cases.models.signature import STATUSES
from cases.web.request.links import address

PARTS = (("cms", _("Signature (CMS)")), ("bundle", _("Signed bundle (.zip)")), ("sheet", _("What was signed")))
BESIDE = PARTS[:2]
"""What goes with a letter."""

STANDINGS = dict(STATUSES)
ICONS = {
    "good": "badge-check",
    "unchecked": "badge-question-mark",
    "revoked": "badge-x",
    "revoked_later": "badge-check",
}
TONES = {"unchecked": "ended", "revoked": "refused"}


@dataclass(frozen=True, slots=True)
class DisplayedSignature:
    """A signature, as displayed."""

    row: Signature
    label: str | Promise
    standing: str
    """A key of STATUSES: the newest information on the certificate."""
    checked_at: datetime | None
    """When `standing` was learnt."""
    revoked_at: datetime | None
    links: list[dict[str, Any]]
    filed: str = ""
    """The page of the filing that was signed; "" for any other sheet."""

    @property
    def words(self) -> str | Promise:
        return STANDINGS.get(self.standing, self.standing)

    @property
    def icon(self) -> str:
        return ICONS.get(self.standing, "badge-question-mark")

    @property
    def tone(self) -> str:
        return TONES.get(self.standing, "work")

    @property
    def fallen(self) -> bool:
        return self.standing == "revoked"


def with_standing(rows: QuerySet[Signature]) -> QuerySet[Any]:
    """The newest check of each in the same statement; of the long texts only the sheet, which says who may read it."""
    checks = SignatureCheck.objects.filter(signature=OuterRef("pk")).order_by("-id")
    newest = {name: Subquery(checks.values(name)[:1]) for name in ("status", "at", "revoked_at")}
    return rows.defer("value", "annex").annotate(
        standing=newest["status"], checked_at=newest["at"], revoked_at=newest["revoked_at"]
    )


def readable(rows: Iterable[Any], role: str) -> list[Any]:
    return [row for row in rows if may_read(row, role)]


def signature_rows(case: Case, rows: Iterable[Any]) -> list[DisplayedSignature]:
    """`rows`: of `with_standing`."""
    return [
        DisplayedSignature(
            row,
            _label(row),
            row.standing or row.revocation,
            row.checked_at,
            row.revoked_at,
            links(case, row.pk),
            address("cases:filed", case.pk, row.pk) if row.step in STEPS and STEPS[row.step].files else "",
        )
        for row in rows
    ]


def _label(row: Signature) -> str | Promise:
    step = STEPS.get(row.step)
    return step.label if step else row.step


def links(case: Case, pk: UUID, parts: Iterable[tuple[str, Promise]] = PARTS) -> list[dict[str, Any]]:
    return [
        {"part": part, "label": label, "url": address("cases:signature", case.pk, pk, part)} for part, label in parts
    ]


def beside(case: Case, rows: Iterable[Signature]) -> dict[str, list[dict[str, Any]]]:
    """For each signed sheet (SHA-256) what goes with the letter its step composed."""
    return {row.sha256: links(case, row.pk, BESIDE) for row in rows}
