"""What is new in a case to one of the staff since he looked: in the row of each case, with its list."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.expressions import Combinable

from cases.models import CaseMessage, Document, DraftedAct, ReadLog


def marks(user: UUID, desk: str) -> dict[str, Combinable]:
    """`unread_message`: the applicant has written to this desk; `new_document`: one came since the user had the case
    open, who had it open before; `draft_waits`: a colleague has drafted an act."""
    messages = CaseMessage.objects.filter(case=OuterRef("pk"), read_at=None, from_applicant=True, desk=desk)
    looked = ReadLog.objects.filter(case=OuterRef("case"), user=user, what="case").order_by("-id").values("at")[:1]
    came = Document.objects.filter(case=OuterRef("pk"), current=True, uploaded_at__gt=Subquery(looked))
    drafts = DraftedAct.objects.filter(~Q(by=user), case=OuterRef("pk"), approved_at=None, sent_back_at=None)
    return {"unread_message": Exists(messages), "new_document": Exists(came), "draft_waits": Exists(drafts)}
