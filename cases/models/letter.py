from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models.fields.json import KT
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.law.actors import EVERYBODY, Readers, Role
from cases.models.row import Row, case_link

_BETWEEN_BODIES: Readers = EVERYBODY - {Role.APPLICANT}
_NOT_THE_CENTRE: Readers = EVERYBODY - {Role.CLERK}
"""The grounds of a refusal or a return lie between the body and the person: the result goes to the cabinet, not to ЦОН
(п. 12, 19, 23)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterKind:
    """All that is known of a kind of letter; its template is `letters/<kind>.html`.

    `head`: the body that issues it (`hub`, `ministry`, `department`, `psc`), none for an applicant's form. `to`: whom
    it is addressed to, the applicant or the migration service. `words`: whether the reasons that the official writes
    with the step (its `text`) are printed. They are where the order asks for reasons (п. 9, 12, 19, 21, 24); what is
    written "for the record" stays in the file. Nothing is assumed: every kind says it. `readers`: who may open it.
    """

    name: Promise
    head: str = ""
    to: str = "person"
    words: bool
    readers: Readers = EVERYBODY


LETTERS = {
    "interview_invitation": LetterKind(name=_("Invitation to the interview"), head="hub", words=False),
    "petition": LetterKind(name=_("Petition of the ministry"), head="ministry", to="migration", words=False),
    "petition_refusal": LetterKind(
        name=_("Refusal of the petition"), head="hub", words=True, readers=_NOT_THE_CENTRE
    ),
    "rework_return": LetterKind(
        # The step of this name is an act, this a paper.
        name=pgettext_lazy("letter", "Return for revision"), head="department", words=True, readers=_NOT_THE_CENTRE,
    ),
    "annulment": LetterKind(name=_("Annulment of the application"), head="department", words=False),
    "preliminary_approval": LetterKind(name=_("Notice of preliminary approval"), head="department", words=False),
    "preliminary_refusal": LetterKind(
        name=_("Notice of refusal"), head="department", words=True, readers=_NOT_THE_CENTRE
    ),
    "lapse": LetterKind(name=_("Lapse of the preliminary approval"), head="department", words=False),
    "intake_receipt": LetterKind(name=_("Receipt of the package"), head="psc", words=False),
    "package_missing": LetterKind(name=_("Receipt of what is missing"), head="psc", words=True),
    "courier_registry": LetterKind(
        name=_("Courier registry"), head="psc", to="migration", words=False, readers=_BETWEEN_BODIES
    ),
    "final_grant": LetterKind(name=_("Permit: final decision"), head="department", words=False),
    "final_refusal": LetterKind(
        name=_("Refusal: final decision"), head="department", words=True, readers=_NOT_THE_CENTRE
    ),
    "consent_form": LetterKind(name=_("Statement of consent"), words=False),
}  # fmt: skip


def kinds() -> list[tuple[str, Promise]]:
    """A function, so that a new kind needs no migration."""
    return [(kind, letter.name) for kind, letter in LETTERS.items()]


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
    kind = models.CharField(_("letter"), max_length=24, choices=kinds)
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
        return LETTERS[self.kind].readers if self.kind in LETTERS else EVERYBODY

    def languages(self) -> list[Any]:
        return sorted(self.files)
