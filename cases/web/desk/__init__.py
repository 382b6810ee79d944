"""A desk: a member of staff's queue and the pages of its cases. The sides name their actor and templates."""

from cases.web.desk.page import case, case_context, show
from cases.web.desk.queue import Above, Column, finder, headed, home
from cases.web.desk.work import work

__all__ = ["Above", "Column", "case", "case_context", "finder", "headed", "home", "show", "work"]
