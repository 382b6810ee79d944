"""What was sent back, and what has become of it (п. 12)."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.functional import cached_property

from cases.law.names import PAID_AGAIN
from cases.law.places import May
from cases.models.documentreview import DocumentReview
from cases.models.dossier.reads import Reads
from cases.models.questionnaireform import QuestionnaireForm
from cases.models.returneddocument import ReturnedDocument
from cases.values import questions


class ReturnsRead(Reads):
    @cached_property
    def last_return(self) -> list[ReturnedDocument]:
        """What the latest return required, whatever the state of the case is now."""
        if not self.case.rework_round:
            return []
        return list(ReturnedDocument.objects.filter(case=self.case, round=self.case.rework_round).order_by("id"))

    @property
    def returns(self) -> list[ReturnedDocument]:
        """What the latest return requires; empty unless it is being answered."""
        return self.last_return if May.CORRECT_RETURNED in self.case.place.may else []

    @cached_property
    def review_rows(self) -> list[DocumentReview]:
        """The oldest first."""
        return list(DocumentReview.objects.filter(case=self.case).select_related("by").order_by("id"))

    @property
    def reviews(self) -> dict[tuple[str, str], DocumentReview]:
        """By the kind of document and who acted, the newest verdict, where its document has not changed since."""
        newest = {(row.kind, row.actor): row for row in self.review_rows}
        return {key: row for key, row in newest.items() if self._stands(row)}

    def _stands(self, row: DocumentReview) -> bool:
        if row.verdict == DocumentReview.OPEN:
            return False
        document = self.documents.get(row.kind)
        if row.document_id or document:
            return document is not None and document.pk == row.document_id
        return not self.answered(row.kind, row.at)

    def may_change(self, kind: str) -> bool:
        """Of what was returned, only that: all else was filed once and stays (п. 12)."""
        return May.CORRECT_RETURNED not in self.case.place.may or kind in {r.kind for r in self.returns}

    def unanswered(self) -> list[str]:
        """Kinds of the returned documents that have not been replaced since the return."""
        return [r.kind for r in self.returns if not self.answered(r.kind, r.at)]

    def answered(self, kind: str, returned_at: datetime) -> bool:
        """What became of what was sent back at that moment: replaced, filled in again, paid again; or not (п. 12)."""
        at = self.answered_at(kind)
        return bool(at and at > returned_at)

    def answered_at(self, kind: str) -> datetime | None:
        """When what a return can name came last."""
        if kind == "questionnaire":
            saved_at = self.case.questionnaire.get("saved_at")
            return datetime.fromisoformat(saved_at) if saved_at else None
        if kind in PAID_AGAIN:
            rows = (p for p in self.payments if p.kind == PAID_AGAIN[kind] and p.state == "paid")
            return max((p.settled_at for p in rows if p.settled_at), default=None)
        document = self.documents.get(kind)
        return document.uploaded_at if document else None

    def answers_to_correct(self, on: date) -> list[str]:
        """Questions of the анкета because of which it cannot be filed on this day, in the reader's words."""
        if not self.may_change("questionnaire"):
            return []  # filed once and not returned: it cannot be changed (п. 12)
        schema = QuestionnaireForm.in_use(on)
        if schema is None:
            return []
        spared = questions.unneeded_keys(schema.fields, bool(getattr(self.case.person, "has_single_name", False)))
        return questions.problems(schema.fields, self.case.questionnaire.get("answers", {}), on, spared)
