from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand

from dnr import catalogues


class Command(BaseCommand):
    help = (
        "Make this installation ready: compiled translations, all checks, tables, reference data, schedule; "
        "in a demo that is new, its people too."
    )
    # Its first act repairs what one of them would refuse.
    requires_system_checks: list[str] = []

    def handle(self, *args: object, **options: object) -> None:
        for path in catalogues.compile_stale():
            self.stdout.write(f"Compiled {path.relative_to(settings.BASE_DIR)}")
        self.check(databases=["default"])
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
