"""The check before a filing on the pages of the applicant: what is found, the tasks, what is entered for it alone."""

from cases.web.preflight.entered import self_check
from cases.web.preflight.findings import (
    Preflight,
    PreflightPages,
    UnconfirmedError,
    before_signing,
    confirm,
    ensure_confirmed,
    run_checks,
)
from cases.web.preflight.tasks import TaskList, task_list

__all__ = [
    "Preflight",
    "PreflightPages",
    "TaskList",
    "UnconfirmedError",
    "before_signing",
    "confirm",
    "ensure_confirmed",
    "run_checks",
    "self_check",
    "task_list",
]
