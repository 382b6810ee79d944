"""How the work of a desk is shared out, as people press it: owner of a case, who has it open, absence, many at once."""

from cases.web.workload.owner import lines, on_page

__all__ = ["lines", "on_page"]
