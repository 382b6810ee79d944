"""One mail a day, for who has asked for that, with what is not mailed at once."""

from __future__ import annotations

from datetime import datetime, time
from uuid import UUID

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import translation
from django.utils.translation import ngettext

from cases.law.calendar import ALMATY, local_day
from cases.letters import mail
from cases.letters.framing import framed
from cases.models import Notice, User
from cases.models.emailclaim import mail_address
from cases.outbox import writing

HOUR = time(9)
"""From when on the mail of the day leaves, in Almaty."""
READERS, LINES = 200, 50


def send_due(now: datetime) -> int:
    """The chore: an effect for each reader of whom something waits since before this morning's hour."""
    morning = datetime.combine(local_day(now), HOUR, ALMATY)
    if now < morning:
        return 0
    waiting = Notice.objects.filter(way=Notice.DIGEST, mailed_at=None, at__lt=morning)
    readers = list(waiting.order_by("user_id").values_list("user_id", flat=True).distinct()[:READERS])
    for reader in readers:
        with transaction.atomic():
            User.objects.select_for_update().get(pk=reader)
            rows = list(waiting.filter(user=reader).order_by("-id").values_list("pk", flat=True)[:LINES])
            if rows:
                Notice.objects.filter(pk__in=rows).update(**{"way": Notice.IN_DIGEST})
                writing.enqueue(now, [("digest", rows[0])])
    return len(readers)


def send_mail_of_the_day(ref: UUID, now: datetime, request_id: str = "") -> None:
    """The handler of the outbox: all of the reader that is put into it, `ref` being the newest. Nothing a second
    time."""
    user = Notice.objects.select_related("user").get(pk=ref).user
    rows = Notice.objects.filter(user=user, way=Notice.IN_DIGEST, mailed_at=None, pk__lte=ref)
    notices = list(rows.select_related("case", "user").order_by("id"))
    if not notices or not user.is_active or not (to := mail_address(user)):
        return
    with translation.override(user.language):
        message = _message(notices, user, to)
    message.send()
    Notice.objects.filter(pk__in=[row.pk for row in notices]).update(mailed_at=now, mailed_to=to)


def _message(notices: list[Notice], user: User, to: str) -> EmailMultiAlternatives:
    lines = [f"{row.case.number if row.case else ''} {mail.words(row)}".strip() for row in notices]
    context = {"words": "\n\n".join(lines), "language": user.language}
    subject = ngettext("The portal: %(n)d notice", "The portal: %(n)d notices", len(lines)) % {"n": len(lines)}
    return framed(to, subject, f"{notices[-1].pk}.digest", context)
