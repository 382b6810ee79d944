"""The check before a filing on the pages of the applicant."""

from cases.web.preflight.looking import Preflight, Status, Task, look, self_check

__all__ = ["Preflight", "Status", "Task", "look", "self_check"]
