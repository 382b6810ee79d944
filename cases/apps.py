from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = _("Cases")

    def ready(self) -> None:
        from cases.health import checks  # noqa: F401  # registers itself
        from cases.letters import checks as letters  # noqa: F401
        from cases.programmes.nomad import declared  # noqa: F401
