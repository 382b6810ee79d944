"""Mail that comes back: as the server refuses it, or as a report (RFC 3464) that the mail system hands to
`manage.py take_bounce`. The notice, its reader and the office see it; what is not permanent changes nothing."""

from __future__ import annotations

import email
import re
from dataclasses import dataclass
from datetime import datetime
from email.message import Message
from email.policy import default
from smtplib import SMTPRecipientsRefused
from uuid import UUID

from cases.models import Notice, User
from cases.models.emailclaim import mail_address

_OURS = re.compile(r"<([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})(?:\.digest)?@")
LONGEST, LARGEST = 200, 1_000_000
"""Signs of a reason that are kept, bytes of a report that are read."""


@dataclass(frozen=True, slots=True)
class BounceReport:
    notice: UUID
    why: str
    """In the words of the other mail system."""


def read_report(raw: bytes) -> BounceReport | None:
    """None where it reports no permanent failure, or names no notice of ours."""
    message = email.message_from_bytes(raw, policy=default)
    parts = list(message.walk())
    failed = [block for part in parts if part.get_content_type() == "message/delivery-status" for block in part.walk()]
    why = next((reason for block in failed if (reason := _permanent(block))), "")
    named = (_OURS.search(_identity(part)) for part in parts)
    pk = next((match[1] for match in named if match), "")
    return BounceReport(UUID(pk), why[:LONGEST]) if why and pk else None


def _permanent(block: Message) -> str:
    if str(block.get("Action", "")).strip().lower() != "failed" or not str(block.get("Status", "")).startswith("5"):
        return ""
    return " ".join(str(block.get("Diagnostic-Code") or block["Status"]).split())


def _identity(part: Message) -> str:
    """The Message-ID of what came back: of the message itself, or of its headers alone."""
    if part.get_content_type() == "text/rfc822-headers":
        return str(email.message_from_string(str(part.get_payload())).get("Message-ID", ""))
    return str(part.get("Message-ID", ""))


def record(report: BounceReport, now: datetime) -> Notice | None:
    """None for a notice that is not there. The same report again changes nothing."""
    notice = Notice.objects.select_related("user").filter(pk=report.notice).first()
    if notice is None or notice.bounced_at is not None:
        return notice
    Notice.objects.filter(pk=notice.pk).update(**{"bounced_at": now, "bounce": report.why})
    if mail_address(notice.user).lower() == notice.mailed_to.lower():
        User.objects.filter(pk=notice.user_id).update(**{"mail_failed_at": now})
    return notice


def record_refusal(notice: Notice, to: str, error: SMTPRecipientsRefused, now: datetime) -> bool:
    """Whether the server has refused the address for good: then it is not tried again."""
    code, answer = next(iter(error.recipients.values()))
    if not 500 <= code < 600:
        return False
    Notice.objects.filter(pk=notice.pk).update(**{"mailed_at": now, "mailed_to": to})
    words = answer.decode(errors="replace") if isinstance(answer, bytes) else str(answer)
    record(BounceReport(notice.pk, f"{code} {words}"[:LONGEST]), now)
    return True
