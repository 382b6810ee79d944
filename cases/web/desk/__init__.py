"""A desk: a member of staff's queue and the pages of its cases. The sides name their actor and templates."""

from cases.engine.lists.marks import Mark
from cases.web.desk.page import case, render_case
from cases.web.desk.queue import Column, ListAbove, finder, headed, home

__all__ = [
    "Column",
    "ListAbove",
    "Mark",
    "case",
    "finder",
    "headed",
    "home",
    "render_case",
]
