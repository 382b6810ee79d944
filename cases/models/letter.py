from __future__ import annotations

import secrets
from typing import Any

from django.db import models
from django.db.models.fields.json import KT
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.law.actors import EVERYBODY, Readers, Role
from cases.models.row import Row, case_link

LETTER_NAMES = {
    "interview_invitation": _("Invitation to the interview"),
    "petition": _("Petition of the ministry"),
    "petition_refusal": _("Refusal of the petition"),
    "rework_return": pgettext_lazy("letter", "Return for revision"),  # the step of this name is a deed, this a paper
    "annulment": _("Annulment of the application"),
    "preliminary_approval": _("Notice of preliminary approval"),
    "preliminary_refusal": _("Notice of refusal"),
    "lapse": _("Lapse of the preliminary approval"),
    "intake_receipt": _("Receipt of the package"),
    "package_missing": _("Receipt of what is missing"),
    "courier_registry": _("Courier registry"),
    "final_grant": _("Permit: final decision"),
    "final_refusal": _("Refusal: final decision"),
    "consent_form": _("Statement of consent"),
}
_BETWEEN_BODIES: Readers = EVERYBODY - {Role.APPLICANT}
_NOT_THE_CENTRE: Readers = EVERYBODY - {Role.CLERK}
LETTER_READERS: dict[str, Readers] = {
    "courier_registry": _BETWEEN_BODIES,
    **dict.fromkeys(("petition_refusal", "rework_return", "preliminary_refusal", "final_refusal"), _NOT_THE_CENTRE),
}
"""Who may open a letter, where not everybody who sees the case. The grounds of a refusal or a return lie between the
body and the person: the result goes to the cabinet, not to ЦОН (п. 12, 19, 23)."""


def check_code() -> str:
    """Twelve characters for the public check page: 60 random bits, no letters that look alike."""
    return "".join(secrets.choice("23456789ABCDEFGHJKMNPQRSTVWXYZ") for _i in range(12))


def _sha256() -> models.CharField[str | None, str | None]:
    return models.CharField(max_length=64, null=True)


class Letter(Row):
    """A letter with number and date, fixed with its step; the queue worker renders it in ru and kk afterwards.

    `facts` is all the letter says of the case, frozen at that moment; `files` maps a language to a SHA-256.
    """

    case = case_link("letters")
    kind = models.CharField(_("letter"), max_length=24, choices=list(LETTER_NAMES.items()))
    number = models.CharField(_("number"), max_length=30, unique=True)
    at = models.DateTimeField(_("date"))
    valid_until = models.DateField(_("valid until"), null=True)
    code = models.CharField(_("check code"), max_length=16, unique=True, default=check_code)
    facts = models.JSONField(_("facts"), default=dict)
    files: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(_("files"), default=dict)
    # By these a file is found again (/verify/). The database keeps them, so letters printed long ago have them too.
    file_ru = models.GeneratedField(expression=KT("files__ru"), output_field=_sha256(), db_persist=True)
    file_kk = models.GeneratedField(expression=KT("files__kk"), output_field=_sha256(), db_persist=True)
    rendered_at = models.DateTimeField(_("rendered"), null=True)

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        indexes = [
            models.Index(fields=["case", "id"], name="letter_case"),
            models.Index(fields=["file_ru"], name="letter_file_ru"),
            models.Index(fields=["file_kk"], name="letter_file_kk"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def for_applicant(self) -> bool:
        return Role.APPLICANT in self.readers

    @property
    def readers(self) -> Readers:
        return LETTER_READERS.get(self.kind, EVERYBODY)

    def languages(self) -> list[Any]:
        return sorted(self.files)
