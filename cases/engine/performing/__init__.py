"""How a case moves: `perform` is the one door.

What needs a second official is stored by `waiting` and `confirming` (corrections) and `drafted_acts` (acts);
`second_officials` knows both, `waiting_rows` what they have in common. `reviewing`: the verdicts on documents before a
return.
"""

from cases.engine.performing.door import ensure, perform, perform_many, rehearse, sheet

__all__ = ["ensure", "perform", "perform_many", "rehearse", "sheet"]
