"""Outside systems on pages: what a case awaits from them, their answers as received, where ШЭП calls back."""

from cases.web.systems.standing import marks, panel

__all__ = ["marks", "panel"]
