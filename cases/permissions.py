"""What a role may do in Django admin, as a table: no rows of permissions to drift apart from it."""

from __future__ import annotations

from cases.states import Role

REFERENCE = frozenset(
    {"city", "calendarday", "calendaryear", "editionperiod", "ground", "dutyrate", "questionnaireform"}
)
"""Models an administrator keeps."""

RECORDS = frozenset(
    {
        "bar", "case", "check", "consent", "deadline", "decision", "dispatch", "document", "effect", "event", "letter",
        "notice", "packageitem", "payment", "person", "readlog", "returneddocument", "signature", "slot",
    }
)  # fmt: skip
"""Models an auditor reads and nobody changes in the admin."""

OPERATIONS = frozenset({"effect"})
"""What an administrator must see to run the portal: rows that name no person."""

AXES = frozenset({"accesslog", "accessattempt", "accessfailurelog"})


def allowed(role: str, perm: str) -> bool:
    """Whether `role` holds `app.verb_model`."""
    app, _, codename = perm.partition(".")
    verb, _, model = codename.partition("_")
    if role == Role.AUDITOR:
        return verb == "view" and (
            (app == "cases" and _live(model) in RECORDS | REFERENCE | {"user"}) or (app == "axes" and model in AXES)
        )
    if role == Role.ADMINISTRATOR and app == "cases":
        if model in REFERENCE:
            return verb in ("view", "add", "change", "delete")
        return (model == "user" and verb in ("view", "add", "change")) or (model in OPERATIONS and verb == "view")
    return False


def _live(model: str) -> str:
    return model.removeprefix("historical")


def sees_app(role: str, app_label: str) -> bool:
    return (role == Role.AUDITOR and app_label in ("cases", "axes")) or (
        role == Role.ADMINISTRATOR and app_label == "cases"
    )
