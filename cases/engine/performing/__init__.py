"""How a case moves: `perform` is the one door; `waiting` and `confirming` hold what needs a second official."""

from cases.engine.performing.door import ensure, perform, perform_many, rehearse, sheet

__all__ = ["ensure", "perform", "perform_many", "rehearse", "sheet"]
