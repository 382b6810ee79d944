"""What is new in a case to one of the staff since he looked: in the row of each case, with its list."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import GreaterThan

from cases.models import CaseMessage, Document, DraftedAct, ReadLog


def unread_columns(user: UUID, desk: str) -> dict[str, Any]:
    """`unread_message`: the applicant has written to this desk; `new_document`: one came since the user had the case
    open, who had it open before; `draft_waits`: a colleague has drafted an act."""
    # The newest of each, by the case: a query with EXISTS makes PostgreSQL read all that the user ever read.
    looked = _newest(ReadLog.objects.filter(case=OuterRef("pk"), user=user, what="case"), "at")
    came = _newest(Document.objects.filter(case=OuterRef("pk"), current=True), "uploaded_at")
    drafts = DraftedAct.objects.filter(~Q(by=user), case=OuterRef("pk"), approved_at=None, sent_back_at=None)
    return {
        "unread_message": Exists(messages(desk).filter(case=OuterRef("pk"))),
        "new_document": GreaterThan(came, looked),
        "draft_waits": Exists(drafts),
    }


def messages(desk: str) -> QuerySet[CaseMessage]:
    """Of applicants to this desk, that it has not read."""
    return CaseMessage.objects.filter(read_at=None, from_applicant=True, desk=desk)


def _newest(rows: QuerySet[Any], moment: str) -> Subquery:
    """Of rows of one case; nothing where there are none."""
    return Subquery(rows.order_by().values("case").annotate(newest=Max(moment)).values("newest"))
