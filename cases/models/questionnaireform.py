"""The versions of the анкета, which an administrator maintains."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.row import history
from cases.values.questions import words


class QuestionnaireForm(models.Model):
    """A version of the анкета as data: the annex of Rules № 992 was not available, so its fields stay editable."""

    version = models.SlugField(_("version"), max_length=40, primary_key=True)
    valid_from = models.DateField(_("valid from"))
    source = models.CharField(_("source"), max_length=300)
    confirmed = models.BooleanField(_("compared with the official form"), default=False)
    fields = models.JSONField(_("fields"), default=list)
    """List of {"key", "type", "required", "section", "label": {ru,kk,en}, "help": {ru,kk,en}, "choices": [[value,
    {ru,kk,en}], …], "person": name of a field of Person it is filled from and flows back to}, and by type "letters",
    "language", "not_future", "after", "min", "max", "besides". Types are those of `cases.values.questions.READERS`;
    `cases.programmes.nomad.reference.questionnaire` checks the whole."""

    history = history()

    class Meta:
        verbose_name = _("questionnaire form")
        verbose_name_plural = _("questionnaire forms")
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return self.version

    def changes_since(self, version: str) -> tuple[list[str], list[str]]:
        """Which questions are new, and which are not asked any more, since the version by which answers were saved; in
        the reader's language."""
        earlier = QuestionnaireForm.objects.filter(pk=version).first()
        before = {item["key"]: item["label"] for item in (earlier.fields if earlier else ())}
        now = {item["key"]: item["label"] for item in self.fields}
        new, gone = now.keys() - before.keys(), before.keys() - now.keys()
        return [words(now[key]) for key in now if key in new], [words(before[key]) for key in before if key in gone]

    @classmethod
    def in_use(cls, on: date) -> QuestionnaireForm | None:
        """The version that is filled in on this day."""
        return cls.objects.filter(valid_from__lte=on).order_by("-valid_from").first()
