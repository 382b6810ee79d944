from __future__ import annotations

import time

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cases.evidence.signatures import Tally, verify_stored


class Command(BaseCommand):
    help = "Verify every stored signature again, each as of the day it was given. Exit code 1 if one does not hold."

    def handle(self, *args: object, **options: object) -> None:
        tally, began = Tally(), time.monotonic()
        for signature, why in verify_stored(timezone.now(), tally):
            self.stderr.write(f"{signature.pk} {signature.step} {signature.at:%Y-%m-%d}: {why}")
        seconds = time.monotonic() - began
        summary = (
            f"{tally.good} hold, {tally.unchecked} hold but their revocation was never checked, {tally.bad} do not."
        )
        self.stdout.write(f"{summary} ({seconds:.1f} s)")
        if tally.bad:
            raise CommandError(f"{tally.bad} signatures do not hold.")
