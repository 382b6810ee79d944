from django.apps import AppConfig

from dnr import logs


class DnrConfig(AppConfig):
    """The project itself: set-up commands and the log. No models."""

    name = "dnr"

    def ready(self) -> None:
        from dnr import checks  # noqa: F401  # registers itself

        logs.configure()
