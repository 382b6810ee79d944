"""How long what is kept: rules, cases that are exempt for a time, and what was erased by which rule."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.remedy import UNITS
from cases.models.row import LogRow, Row, case_link, history

LENGTHS = [pair for pair in UNITS if pair[0] != "working_days"]
KEPT = [
    ("reads", _("who has read what of a case")),
    ("sign_ins", _("sign-ins")),
    ("calls", _("calls of the API")),
    ("bodies", _("what outside systems have sent, word for word")),
    ("notices", _("notices and what is known of their mails")),
    ("sent_back", _("drafts of acts that were sent back")),
    ("petitions", _("petitions begun and never sent")),
    ("cases", _("closed cases with the data of their person")),
]


class RetentionRule(Row):
    """For how long a kind of data is kept. From when, and what then, follows from it (`cases.evidence.retention`).

    No text was found that sets these terms: an administrator maintains them, each with its source.
    """

    key = models.CharField(_("kind of data"), max_length=20, unique=True, choices=KEPT)
    length = models.PositiveSmallIntegerField(_("length"), validators=[MinValueValidator(1), MaxValueValidator(1200)])
    unit = models.CharField(_("unit of the length"), max_length=14, choices=LENGTHS)
    source = models.CharField(_("source"), max_length=300)
    confirmed = models.BooleanField(_("confirmed"), default=False)
    """Compared with the act that sets it, or adopted by the body."""

    history = history()

    class Meta:
        verbose_name = _("rule of retention")
        verbose_name_plural = _("rules of retention")
        ordering = ["key"]

    def __str__(self) -> str:
        return self.get_key_display()


class LegalHold(Row):
    """A case of which nothing is erased for a time, whatever the rules say: a court, an inquiry, an audit."""

    case = case_link("holds", db_index=True)
    why = models.CharField(_("why"), max_length=300)
    until = models.DateField(
        _("last day"), null=True, blank=True, help_text=_("Empty: until an administrator sets it.")
    )

    history = history()

    class Meta:
        verbose_name = _("hold on a case")
        verbose_name_plural = _("holds on cases")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.case}: {self.why}"


class Erasure(LogRow):
    """Rows of one table, of one case where they have one, that a rule has erased together.

    Without it a row of a log that is gone is a fault, also where its leaf says that the portal has taken it away.
    """

    case = case_link(null=True, db_index=True, db_constraint=False)
    rule = models.CharField(_("rule of retention"), max_length=20, choices=KEPT)
    version = models.UUIDField(_("version of the rule"))
    """Of `RetentionRule`: with what length it held, from what source, by whom entered."""
    kind = models.CharField(_("kind of row"), max_length=48)
    first = models.CharField(_("first row"), max_length=64)
    last = models.CharField(_("last row"), max_length=64)
    refs = models.TextField(_("rows"))
    """Keys, as the log has them, by a blank."""
    number = models.PositiveIntegerField(_("number of rows"))
    before: models.DateTimeField[Any, Any] = models.DateTimeField(_("from before"))
    at: models.DateTimeField[Any, Any] = models.DateTimeField(_("erased"))
    by = models.CharField(_("by"), max_length=60)
    """The nightly job, or who ran the command, by his account on the host."""

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        indexes = [models.Index(fields=["kind", "first"], name="erasure_kind")]

    def __str__(self) -> str:
        return f"{self.get_rule_display()}: {self.number}"
