"""What the review of the documents has found, as it is displayed beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from cases.engine.performing import reviewing
from cases.engine.steps import STEPS
from cases.law.actors import Role
from cases.law.titles import list_at, title
from cases.models import Case, Document, DocumentReview, Ground, ReturnedDocument, User
from cases.values.bilingual import in_language


@dataclass(frozen=True, slots=True)
class Review:
    """Of the documents of a case, as far as the reader may read it."""

    case: Case
    rows: Mapping[str, DocumentReview]
    grounds: Mapping[tuple[str, str], str]
    kinds: tuple[str, ...]
    """The kinds of document that the reader may review."""
    returned: Mapping[str, ReturnedDocument]
    """What the last return has named, by kind."""
    list_key: str
    """The list of the reader's reasons."""

    @property
    def returned_at(self) -> datetime | None:
        return max((row.at for row in self.returned.values()), default=None)

    def of(self, document: Document) -> tuple[DocumentReview | None, str, str, bool, tuple[str, str]]:
        """(verdict, its reason in words, where it is reviewed, whether it has come since the last return, why it went
        back then: reason and remark)."""
        row = self.rows.get(document.kind)
        came = self.returned_at is not None and document.uploaded_at > self.returned_at
        before = self.returned.get(document.kind) if came else None
        return row, self._reason(row), self._url(document.kind), came, self._why(before)

    def _why(self, before: ReturnedDocument | None) -> tuple[str, str]:
        if before is None:
            return "", ""
        return self.grounds.get((self.list_key, before.ground), ""), in_language(before.comment)

    def _reason(self, row: DocumentReview | None) -> str:
        """Of the reviewer's own list: codes of two lists may be equal."""
        return self.grounds.get((_lists()[row.actor], row.ground), "") if row and row.ground else ""

    def _url(self, kind: str) -> str:
        return reverse("cases:review", args=[self.case.pk, kind]) if kind in self.kinds else ""

    @property
    def others(self) -> list[tuple[str, str, DocumentReview | None, str]]:
        """(title, where it is reviewed, verdict, its reason) of what is no file: the анкета, the duty."""
        present = self.case.dossier.documents
        missing_here = [kind for kind in self.kinds if kind not in present]
        rows = [(kind, self.rows.get(kind)) for kind in missing_here]
        name = list_at(self.case)
        return [(title(self.case, name, kind), self._url(kind), row, self._reason(row)) for kind, row in rows]

    @property
    def count(self) -> tuple[int, int]:
        """(looked at, in all) of what the reader reviews."""
        return len([kind for kind in self.kinds if kind in self.rows]), len(self.kinds)

    @property
    def left(self) -> int:
        """Those that the reader has not looked at."""
        seen, every = self.count
        return every - seen


def review_of(case: Case, user: User) -> Review:
    """At most two statements: the verdicts, and the reasons of those that return."""
    role = user.reads_as
    mine = [row for (_kind, actor), row in case.dossier.reviews.items() if role in (actor, Role.AUDITOR)]
    rows = {row.kind: row for row in mine}
    step = reviewing.step_of(case, user.role)
    kinds = tuple(reviewing.reviewed_kinds(case)) if step else ()
    returned = {row.kind: row for row in case.dossier.last_return} if kinds else {}
    codes = ({row.ground for row in rows.values()} | {row.ground for row in returned.values()}) - {""}
    grounds = Ground.objects.filter(code__in=codes, kind__in=_lists().values()) if codes else []
    named = {(g.kind, g.code): str(g) for g in grounds}
    return Review(case, rows, named, kinds, returned, step.grounds if step else "")


def _lists() -> dict[str, str]:
    """By the reviewing role: the kind of the reasons for which a document is returned."""
    return {step.by: step.grounds for step in STEPS.values() if step.reviews}
