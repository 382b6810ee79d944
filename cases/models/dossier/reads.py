"""What is read most often of the file: documents, terms, checks, payments. Each kind is loaded once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import QuerySet
from django.utils.functional import cached_property

from cases.law.titles import law_at
from cases.models.check import Check
from cases.models.deadline import Deadline
from cases.models.document import Document
from cases.models.payment import Payment
from cases.models.prepared import prepared
from cases.models.reference import Ground, in_use_on

if TYPE_CHECKING:
    from cases.models.case import Case


@prepared
def _documents(case: UUID) -> QuerySet[Document]:
    return Document.objects.filter(case=case, current=True).select_related("blob")


@prepared
def _deadlines(case: UUID) -> QuerySet[Deadline]:
    return Deadline.objects.filter(case=case).defer("days").order_by("-id")


@prepared
def _checks(case: UUID) -> QuerySet[Check]:
    return Check.objects.filter(case=case).select_related("by").order_by("-id")


@prepared
def _payments(case: UUID) -> QuerySet[Payment]:
    return Payment.objects.filter(case=case).order_by("-id")


class Reads:
    """Reads of one case at one moment; make a new one after a write."""

    def __init__(self, case: Case) -> None:
        self.case = case

    def preload(self, *, deadlines: list[Deadline] | None = None, checks: list[Check] | None = None) -> None:
        """Sets what was read for many cases at once, so that it is not queried again."""
        if deadlines is not None:
            self.deadlines = deadlines
        if checks is not None:
            self.checks = checks

    def leave_empty(self, kinds: Iterable[str]) -> None:
        """The row shows that nothing of these kinds is there: they are not queried."""
        for kind in kinds:
            setattr(self, kind, [])

    @cached_property
    def documents(self) -> dict[str, Document]:
        """The current document of each kind."""
        return {d.kind: d for d in _documents(self.case.pk)}

    @cached_property
    def deadlines(self) -> list[Deadline]:
        """Newest first, without their proofs: a page of its own shows those."""
        return _deadlines(self.case.pk)

    def running(self, key: str) -> Deadline | None:
        return next((d for d in self.deadlines if d.key == key and d.state == Deadline.RUNNING), None)

    def newest(self, key: str) -> Deadline | None:
        """The last of this kind, running or over."""
        return next((d for d in self.deadlines if d.key == key), None)

    def began(self, key: str) -> datetime | None:
        """When this term began last."""
        term = self.newest(key)
        return term.starts_at if term else None

    @cached_property
    def checks(self) -> list[Check]:
        """Newest first, the corrected ones too."""
        return _checks(self.case.pk)

    @cached_property
    def payments(self) -> list[Payment]:
        return _payments(self.case.pk)

    def paid(self, kind: str) -> bool:
        return any(p.kind == kind and p.state == "paid" for p in self.payments)

    def grounds(self, kind: str, on: date, by: str = "") -> list[Ground]:
        """The grounds in use on this day for this kind of refusal or return, under the order of what is decided on.
        `by`: those that this actor may name, "" for whoever does."""
        edition = law_at(self.case).key
        rows = [row for row in Ground.objects.filter(in_use_on(on), kind=kind) if row.applies_under(edition)]
        return [row for row in rows if row.may_be_named_by(by)] if by else rows
