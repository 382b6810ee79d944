"""A desk: a member of staff's queue and the pages of its cases. The sides name their actor and templates."""

from cases.web.desk.page import case, case_context, render_case
from cases.web.desk.queue import SEARCH, Column, ListAbove, home, home_context
from cases.web.desk.work import work_context

__all__ = [
    "SEARCH",
    "Column",
    "ListAbove",
    "case",
    "case_context",
    "home",
    "home_context",
    "render_case",
    "work_context",
]
