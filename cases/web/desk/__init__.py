"""A desk: a member of staff's queue and the pages of its cases. The sides name their actor and templates."""

from cases.engine.lists.marks import Mark
from cases.web.desk.page import case, case_context, render_case
from cases.web.desk.queue import Column, ListAbove, finder, headed, home
from cases.web.desk.work import work_context

__all__ = [
    "Column",
    "ListAbove",
    "Mark",
    "case",
    "case_context",
    "finder",
    "headed",
    "home",
    "render_case",
    "work_context",
]
