from __future__ import annotations

import sys

from django.core.management.base import BaseCommand
from django.utils import timezone

from cases.letters import bounces


class Command(BaseCommand):
    help = "Take a report of undeliverable mail (RFC 3464) from the standard input, as a mail system hands it on."

    def handle(self, *args: object, **options: object) -> None:
        report = bounces.read_report(sys.stdin.buffer.read(bounces.LARGEST))
        notice = bounces.record(report, timezone.now()) if report else None
        # The mail system would return the report of a report: whatever it is, it is taken.
        self.stdout.write("recorded" if notice else "no permanent failure of a notice of ours")
