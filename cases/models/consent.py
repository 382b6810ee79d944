from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models.row import LogRow, case_link, history
from cases.values.operator import operator_faults


class Consent(LogRow):
    """A consent that the applicant gave or declined (п. 4; annex)."""

    PURPOSES = [
        ("processing", _("collection and processing of personal data")),
        ("transfer", _("cross-border transfer of personal data")),
    ]
    case = case_link("consents")
    purpose = models.CharField(_("purpose"), max_length=20, choices=PURPOSES)
    given = models.BooleanField(_("given"))
    at = models.DateTimeField(_("when"))
    text = models.TextField(_("wording shown"), blank=True)

    document = models.ForeignKey(
        "cases.Document", models.PROTECT, related_name="+", null=True, db_index=False, verbose_name=_("scan")
    )
    """The scan of a withdrawal on paper."""

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        indexes = [models.Index(fields=["case", "id"], name="consent_case")]

    def __str__(self) -> str:
        return f"{self.purpose}: {self.given}"


class ConsentClause(models.Model):
    """A part of the consent to processing (п. 4), which the order asks for and does not word. What it has to say
    follows from the law on personal data (art. 8 of № 94-V).

    `text_…` are format strings with the names of the edition's bodies, `order` and `bin`.
    """

    code = models.SlugField(_("code"), max_length=30, primary_key=True)
    position = models.PositiveSmallIntegerField(_("position"))
    text_ru = models.TextField(_("text (ru)"))
    text_kk = models.TextField(_("text (kk)"))
    text_en = models.TextField(_("text (en)"), blank=True)
    bin = models.CharField(_("BIN"), max_length=12, blank=True)
    """Of the operator, "" until it is known."""
    source = models.CharField(_("source"), max_length=300)
    confirmed = models.BooleanField(_("compared with the law"), default=False)
    """Compared with the law."""
    active = models.BooleanField(_("in use"), default=True)

    history = history()

    class Meta:
        verbose_name = _("clause of the consent")
        verbose_name_plural = _("clauses of the consent")
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.code

    @classmethod
    def of_operator(cls) -> models.QuerySet[ConsentClause]:
        """Those in use that name the operator by the number."""
        names_it = Q(text_ru__contains="{bin}") | Q(text_kk__contains="{bin}") | Q(text_en__contains="{bin}")
        return cls.objects.filter(names_it, active=True)

    @classmethod
    def operator_faults(cls) -> list[tuple[str, Promise]]:
        """(code of the clause, what is wrong): until it is corrected, the consent names no operator."""
        return [(row.code, why) for row in cls.of_operator() for _field, why in operator_faults(vars(row))]
