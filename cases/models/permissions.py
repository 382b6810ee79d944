"""What a role may do in Django admin, as one table: no rows of permissions that could drift apart from it.

Everybody else has no business in the admin at all. Nothing here concerns the steps of a case: those follow from
`cases.engine.steps` alone, and the admin offers none.
"""

from __future__ import annotations

from cases.law.actors import Role

VIEW = frozenset({"view"})
CHANGE = VIEW | {"change"}
ADD = CHANGE | {"add"}
KEEP = ADD | {"delete"}

Verbs = frozenset[str]

REFERENCE: dict[str, Verbs] = {
    "cases.city": ADD,
    "cases.calendarday": KEEP,
    "cases.calendaryear": ADD,
    "cases.editionperiod": CHANGE,
    "cases.ground": ADD,
    "cases.consentclause": ADD,
    "cases.dutyrate": ADD,
    "cases.remedy": ADD,
    "cases.profession": ADD,
    "cases.countryrule": ADD,
    "cases.interviewcriterion": ADD,
    "cases.bodyhead": ADD,
    "cases.messagetemplate": ADD,
    "cases.noticetext": ADD,
    "cases.secondapproval": ADD,
    "cases.workinghours": ADD,
    "cases.questionnaireform": ADD,
    "cases.serviceterm": CHANGE,
    "cases.retentionrule": CHANGE,
    "cases.legalhold": ADD,
}
"""What an administrator maintains. What cases refer to is switched off, not deleted; editions come with their files,
and the keys of terms with the editions."""

ACCOUNTS: dict[str, Verbs] = {
    "cases.user": ADD,
    "cases.namecorrection": CHANGE,
    "cases.emailclaim": VIEW,
    "cases.passwordlink": VIEW,
    "cases.proposedchange": VIEW,
}
"""An account that has acted stays: it is closed, not deleted. To change a correction of a name is to decide it. What
another administrator has proposed is decided, and never changed."""

OPERATIONS: dict[str, Verbs] = {
    label: VIEW
    for label in (
        "cases.calendarchange",
        "cases.effect",
        "cases.exchange",
        "cases.breaker",
        "django_q.schedule",
        "django_q.ormq",
        "django_q.failure",
    )
}
"""What an administrator must see to run the portal: rows without a case file (of an exchange no contents)."""

MACHINES: dict[str, Verbs] = {
    "cases.apiclient": ADD,
    "cases.webhook": ADD,
    "cases.apikey": VIEW,
    "cases.apicall": VIEW,
    "cases.webhookdelivery": VIEW,
}
"""Who else may ask and get messages, by machine. A client that has called stays: it is switched off, not deleted."""

RECORDS: frozenset[str] = frozenset(
    f"cases.{model}"
    for model in (
        "absence", "assignment", "attempt", "bar", "blockeddays", "bulkaction", "case", "casemessage", "casenote",
        "check", "checkpoint", "comparison", "consent", "courierregistry", "deadline", "decision", "delegation",
        "discrepancy", "dispatch", "document", "documentreview", "draftedact", "erasure", "event", "filefault",
        "handback", "hearingentry", "helper", "interviewinvitation", "interviewrule", "letter", "logfault", "notice",
        "packageitem", "payment", "person", "readlog", "registryitem", "remedyrecount", "removeddocument",
        "returneddocument", "ruling", "signature", "signaturecheck", "signingsession", "slot", "termrecount",
        "waitingcorrection", "waybillmove",
    )
)  # fmt: skip
"""The case files: an auditor reads them, nobody changes them here."""

SIGN_INS: frozenset[str] = frozenset({"axes.accesslog", "axes.accessattempt", "axes.accessfailurelog", "cases.signin"})
EXPORTS: frozenset[str] = frozenset({"cases.export", "cases.exporttaken"})
"""Lists that left as files: an auditor sees who requested them, and who took them."""
JOURNAL: frozenset[str] = frozenset({"admin.logentry"})
"""What was done in the admin itself."""

EVERYTHING: frozenset[str] = RECORDS | SIGN_INS | EXPORTS | JOURNAL | {*REFERENCE, *ACCOUNTS, *OPERATIONS, *MACHINES}

GRANTS: dict[str, dict[str, Verbs]] = {
    Role.AUDITOR: dict.fromkeys(EVERYTHING, VIEW),
    Role.ADMINISTRATOR: REFERENCE | ACCOUNTS | OPERATIONS | MACHINES,
}


def allowed(role: str, perm: str) -> bool:
    """Whether `role` has `perm`, written "app.verb_model" as Django does. Nobody has an unknown one."""
    app, _, codename = perm.partition(".")
    verb, _, model = codename.partition("_")
    return verb in GRANTS.get(role, {}).get(f"{app}.{model}", frozenset())


def sees_app(role: str, app_label: str) -> bool:
    return any(label.partition(".")[0] == app_label for label in GRANTS.get(role, {}))
