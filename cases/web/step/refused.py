"""A form that the engine has refused: the reason on the form itself, and the status of the response."""

from __future__ import annotations

from cases.engine.programmes.forms import StepForm
from cases.law.errors import CaseError


def refuse(form: StepForm, error: CaseError) -> None:
    form.add_error(None, list(getattr(error, "reasons", None) or [str(error)]))
    form.refused = error.status  # type: ignore[attr-defined]


def status_of(form: StepForm) -> int:
    """422 for what was entered wrongly, the engine's own status for what it refused."""
    return getattr(form, "refused", 0) or (422 if form.is_bound and form.errors else 200)
