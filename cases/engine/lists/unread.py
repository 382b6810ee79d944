"""What is new in a case to one of the staff since he looked: in the row of each case, with its list."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import Combinable

from cases.models import CaseMessage, Document, DraftedAct, ReadLog


def marks(user: UUID, desk: str) -> dict[str, Combinable]:
    """`unread_message`: the applicant has written to this desk; `new_document`: one came since the user had the case
    open, who had it open before; `draft_waits`: a colleague has drafted an act."""
    messages = CaseMessage.objects.filter(case=OuterRef("pk"), read_at=None, from_applicant=True, desk=desk)
    # Asked by the case alone: for the last reading PostgreSQL would go through the whole log from its end.
    looked = ReadLog.objects.filter(case=OuterRef("case"), user=user, what="case")
    since = looked.filter(at__gte=OuterRef("uploaded_at"))
    came = Document.objects.filter(Exists(looked), ~Exists(since), case=OuterRef("pk"), current=True)
    drafts = DraftedAct.objects.filter(~Q(by=user), case=OuterRef("pk"), approved_at=None, sent_back_at=None)
    return {"unread_message": Exists(messages), "new_document": Exists(came), "draft_waits": Exists(drafts)}
