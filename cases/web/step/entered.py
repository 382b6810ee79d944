"""The form of a step with what was entered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cases.engine.programmes import form_of
from cases.engine.programmes.forms import StepForm
from cases.engine.steps import Step
from cases.models import Case, StepDraft
from cases.web.request.access import AuthenticatedRequest
from cases.web.request.moment import moment


def bound(request: AuthenticatedRequest, case: Case, step: Step, data: Mapping[str, Any]) -> StepForm:
    return form_of(step)(data, case=case, step=step, user=request.user, now=moment(request))


def set_hidden(form: StepForm, name: str, value: StepDraft | int | None) -> None:
    """Into a hidden input of the form that is displayed again."""
    if value is not None:
        typed: Any = form.data
        form.data = typed.copy()
        form.data[name] = str(getattr(value, "pk", value))  # type: ignore[index]
