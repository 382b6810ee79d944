from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models.fields.json import KT
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.law.actors import EVERYBODY, Readers, Role
from cases.models.row import Row, case_link

Says = Callable[[Any, Any, Any], dict[str, Any]]
"""Case, `Act` and the facts of the step → what the letter says besides what every letter does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterKind:
    """All that is known of a kind of letter; its template is `letters/<kind>.html`."""

    name: Promise
    head: str = ""
    """The body of the edition that issues it, or `department` for that of the city; none for an applicant's form."""
    to: str = "person"
    """To whom it is addressed: the applicant or the migration service."""
    words: bool
    """The reasons that the official writes with the step (its `text`) are printed. They are where the order asks for
    reasons (п. 9, 12, 19, 21, 24); what is written "for the record" stays in the file. Every kind has to say it."""
    readers: Readers = EVERYBODY
    """Who may open it."""
    adverse: bool = False
    """It is about an act against the person, and says how that is challenged (`cases.engine.rulings.remedies`)."""
    at_the_counter: bool = False
    """It is about what was done with the person there: challenged as an act against the person is, though it is none,
    so that nobody is heard before it and no ЭЦП stands under it (interpretation 57)."""
    in_writing: bool = False
    """It names the way to challenge it, though the cabinet begins no complaint from it: of an act in the person's
    favour, or the record of the person's own word."""
    receipt: bool = False
    """The portal issues it for a step of the applicant, without the name and the signature of that step."""
    bears: tuple[str, Promise] | None = None
    """The fact that holds the number of what it grants, and the words for that number: whoever verifies the letter
    compares it too."""
    says: Says | None = None
    """What it says besides what every letter does (`cases.letters.facts.common`), in both languages;
    `cases.letters.facts.given` where that is what its step was given."""

    @property
    def challenged(self) -> bool:
        """Whether a complaint is begun from it in the cabinet."""
        return self.adverse or self.at_the_counter


LETTERS: dict[str, LetterKind] = {}
"""Of all programmes (`Programme.letters`): no two have a kind of one name."""


def kinds() -> list[tuple[str, Promise]]:
    """A function, so that a new kind needs no migration."""
    return [(kind, letter.name) for kind, letter in LETTERS.items()]


def check_code() -> str:
    """Twelve characters for the public check page: 60 random bits, no letters that look alike."""
    return "".join(secrets.choice("23456789ABCDEFGHJKMNPQRSTVWXYZ") for _i in range(12))


def _sha256() -> models.CharField[str | None, str | None]:
    return models.CharField(max_length=64, null=True)


class Letter(Row):
    """A letter with number and date, fixed with its step; the queue worker renders it in ru and kk afterwards."""

    case = case_link("letters")
    kind = models.CharField(_("letter"), max_length=24, choices=kinds)
    number = models.CharField(_("number"), max_length=30, unique=True)
    at = models.DateTimeField(_("date"))
    valid_until = models.DateField(_("valid until"), null=True)
    code = models.CharField(_("check code"), max_length=16, unique=True, default=check_code)
    facts = models.JSONField(_("facts"), default=dict)
    """All that the letter says of the case, frozen at that moment."""
    files: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(_("files"), default=dict)
    """By language, a SHA-256."""
    # By these a file is found again (/verify/). The database computes them, so letters printed long ago have them too.
    file_ru = models.GeneratedField(expression=KT("files__ru"), output_field=_sha256(), db_persist=True)
    file_kk = models.GeneratedField(expression=KT("files__kk"), output_field=_sha256(), db_persist=True)
    rendered_at = models.DateTimeField(_("rendered"), null=True)
    set_aside_at = models.DateTimeField(_("act set aside by a ruling"), null=True)
    """When the ruling was carried out under which its act falls."""

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
