"""The check before a filing on the pages of the applicant."""

from cases.web.preflight.looking import Preflight, Task, TaskStatus, look, self_check

__all__ = ["Preflight", "Task", "TaskStatus", "look", "self_check"]
