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
    """By it the check before a filing advises applicants; nothing is refused for it.

    `legalisation`: what its documents need at least (п. 28), "" while unknown. `stay_days`: how long its citizens stay
    without a visa within 180 days, None while unknown. `confirmed`: compared with the treaty or the list.
    """

    country = models.CharField(_("country"), max_length=2, unique=True, validators=[validate_country])
    legalisation = models.CharField(_("legalisation"), max_length=12, choices=FOREIGN, blank=True)
    stay_days = models.PositiveSmallIntegerField(
        _("days of stay without a visa, of 180"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(180)],
    )
    source = models.CharField(_("source"), max_length=300)
    confirmed = models.BooleanField(_("compared with the treaty or list"), default=False)

    history = history()

    class Meta:
        verbose_name = _("papers and stay by country")
        verbose_name_plural = _("papers and stay by country")
        ordering = ["country"]

    def __str__(self) -> str:
        return f"{self.country}: {countries.country_name(self.country)}"
