from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Bring the database up to date: tables, reference data, schedule; in a demo that is new, its people too."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("load_reference")
        call_command("sync_schedule")
        if settings.DEMO:
            self.fill_demo()

    def fill_demo(self) -> None:
        if not get_user_model().objects.exists():
            self.stdout.write("First run: making the demo (synthetic people and cases) ...")
            self.stdout.flush()
            call_command("demo")
        call_command("demo", sign_ins=True)
