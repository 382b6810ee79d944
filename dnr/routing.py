"""Which database a statement goes to: all to the portal's own, but those that name the alias of the statistics."""

from __future__ import annotations

REPORTS = "reports"


class ReportsRouter:
    """The alias "reports" is read by name (`cases.reports.source`); nothing is written to it, and no table made."""

    def db_for_write(self, model: object, **hints: object) -> str:
        return "default"

    def allow_relation(self, first: object, second: object, **hints: object) -> bool:
        """Both hold the same rows."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: object) -> bool | None:
        return False if db == REPORTS else None
