"""Outside systems on pages: how they stand to a case, what they answered as it came, where ШЭП calls back."""

from cases.web.systems.standing import marks, panel

__all__ = ["marks", "panel"]
