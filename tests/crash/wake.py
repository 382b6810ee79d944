"""Run as a program: every notice is to be mailed once more, and a job for it waits in the queue."""

from __future__ import annotations

import django

django.setup()

from django.utils import timezone  # noqa: E402
from django_q.tasks import async_task  # noqa: E402

from cases.models import Effect, Notice  # noqa: E402
from cases.outbox import jobs  # noqa: E402

mails = Effect.objects.filter(kind="mail")
Notice.objects.update(mailed_at=None)
mails.update(**{"state": "pending", "attempts": 0, "next_at": timezone.now()})
print(async_task(jobs.ENTRY, [str(pk) for pk in mails.values_list("pk", flat=True)], []))
