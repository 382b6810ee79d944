"""What is known of the papers and the visa-free stay of a state: reference data, as no paragraph has it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.row import Row, history
from cases.values import countries

FOREIGN = [
    ("apostille", _("apostille")),
    ("treaty", _("exempt by a treaty")),
    ("consular", _("consular legalisation")),
]


def validate_country(code: str) -> None:
    if code not in countries.codes():
        raise ValidationError(_("Two capital letters of ISO 3166-1, such as DE."))


class CountryRule(Row):
    """What the check before a filing advises applicants by; nothing is refused because of it."""

    country = models.CharField(_("country"), max_length=2, unique=True, validators=[validate_country])
    legalisation = models.CharField(_("legalisation"), max_length=12, choices=FOREIGN, blank=True)
    """What the country's documents need at least (п. 28), "" while unknown."""
    stay_days = models.PositiveSmallIntegerField(
        _("days of stay without a visa, of 180"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(180)],
    )
    """How long its citizens may stay without a visa within 180 days, None while unknown."""
    source = models.CharField(_("source"), max_length=300)
    confirmed = models.BooleanField(_("compared with the treaty or list"), default=False)
    """Compared with the treaty or the list."""

    history = history()

    class Meta:
        verbose_name = _("papers and stay by country")
        verbose_name_plural = _("papers and stay by country")
        ordering = ["country"]

    def __str__(self) -> str:
        return f"{self.country}: {countries.country_name(self.country)}"
