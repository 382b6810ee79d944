"""The versions of the анкета, which an administrator maintains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from cases.models.row import history
from cases.values.questions import words


class FormChanges(NamedTuple):
    """What one version asks and another does not, by the labels of the questions in the reader's language."""

    new: list[str]
    gone: list[str]
    otherwise: list[str]
    """In other words, of another type, or within other limits."""


ABOUT_THE_PAGE = ("section", "help", "personal")
"""What a question says beside what it asks."""


class QuestionnaireForm(models.Model):
    """A version of the анкета as data: the annex of Rules № 992 was not available, so its fields stay editable.

    One without a day is a draft, which is edited; one that has a day asks what it asks (`cases.admin.questionnaires`).
    """

    version = models.SlugField(_("version"), max_length=40, primary_key=True)
    valid_from = models.DateField(
        _("valid from"),
        null=True,
        blank=True,
        help_text=_("Empty: a draft that nobody fills in. With a day its questions are changed no more."),
    )
    source = models.CharField(_("source"), max_length=300)
    confirmed = models.BooleanField(_("compared with the official form"), default=False)
    fields = models.JSONField(_("fields"), default=list)
    """List of {"key", "type", "required", "section", "label": {ru,kk,en}, "help": {ru,kk,en}, "choices": [[value,
    {ru,kk,en}], …], "person": name of a field of Person it is filled from and flows back to, "personal": no helper
    answers it}, and by type "letters", "language", "not_future", "after", "min", "max", "besides". Types are those of
    `cases.values.questions.READERS`; `cases.programmes.nomad.reference.questionnaire` checks the whole."""

    history = history()

    class Meta:
        verbose_name = _("questionnaire form")
        verbose_name_plural = _("questionnaire forms")
        ordering = [F("valid_from").desc(nulls_first=True), "version"]

    def __str__(self) -> str:
        return self.version

    @property
    def is_draft(self) -> bool:
        return self.valid_from is None

    @property
    def personal_keys(self) -> set[str]:
        """Questions that nobody answers for the person: those marked so, and each whose only answer is to agree."""
        return {item["key"] for item in self.fields if item.get("personal") or _agrees(item)}

    def changes_since(self, version: str) -> FormChanges:
        """Since the version by which answers were saved."""
        earlier = QuestionnaireForm.objects.filter(pk=version).first()
        return self.changes_from(earlier.fields if earlier else ())

    def changes_from(self, earlier: Sequence[Mapping[str, Any]]) -> FormChanges:
        before, now = ({item["key"]: item for item in fields} for fields in (earlier, self.fields))
        new = [words(item["label"]) for key, item in now.items() if key not in before]
        gone = [words(item["label"]) for key, item in before.items() if key not in now]
        both = ((before[key], item) for key, item in now.items() if key in before)
        return FormChanges(new, gone, [words(item["label"]) for old, item in both if _meaning(old) != _meaning(item)])

    @classmethod
    def in_use(cls, on: date) -> QuestionnaireForm | None:
        """The version that is filled in on this day."""
        return cls.objects.filter(valid_from__lte=on).order_by("-valid_from").first()

    @classmethod
    def labels(cls, version: str) -> dict[str, str]:
        """The questions of a version in the reader's language, by key; none of a version that is not known."""
        schema = cls.objects.filter(pk=version).first()
        return {item["key"]: words(item["label"]) for item in (schema.fields if schema else ())}


def _agrees(item: Mapping[str, Any]) -> bool:
    return item["type"] == "choice" and len(item["choices"]) == 1


def _meaning(item: Mapping[str, Any]) -> dict[str, Any]:
    return {part: value for part, value in item.items() if part not in ABOUT_THE_PAGE}
