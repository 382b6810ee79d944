import sys

from django.apps import AppConfig
from django.conf import settings

from dnr import logs

MENDING = "prepare"
"""The command that compiles what cannot be read."""


class DnrConfig(AppConfig):
    """The project itself: set-up commands and the log. No models."""

    name = "dnr"

    def import_models(self) -> None:
        """Before any model has its words translated."""
        super().import_models()
        ensure_readable(mend=sys.argv[1:2] == [MENDING])

    def ready(self) -> None:
        from dnr import checks, slowness  # noqa: F401  # the checks register themselves

        logs.configure()
        slowness.begin()
        if settings.SENTRY_DSN:
            # Most installations have none, and would pay for loading it at every start.
            from dnr import faults

            faults.begin()
        if settings.TRACES_URL:
            from dnr import tracing

            tracing.begin()


def ensure_readable(*, mend: bool) -> None:
    """Translations that are there can be read; else the process ends with a sentence."""
    from dnr import catalogues

    if mend and catalogues.broken():
        catalogues.compile_stale()
    if names := ", ".join(str(path.relative_to(path.parents[3])) for path in catalogues.broken()):
        sys.exit(f"Translations cannot be read: {names}.\n`python manage.py {MENDING}` compiles them again.")
