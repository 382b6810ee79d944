"""The one rule of letters and languages, and the hint at each field that follows from it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.values import letters
from cases.values.questions import Question, letters_of

RULE = _(
    "Answer in one language, Kazakh or Russian, in Cyrillic letters. What is quoted from your passport is written in "
    "Latin letters, as it stands there; in Cyrillic letters only where the passport has no others. Names of people, "
    "firms, schools and products and addresses abroad may stay in Latin letters."
)
"""Forms filled in English have been returned (the description of the service on egov.kz requires the passport as it
is)."""

_PROSE = _("In the language you chose above; names of people, firms, schools and products may stay in Latin letters.")
_TYPES: dict[str, Promise] = {
    "prose": _PROSE,
    "email": _("Latin letters and digits: name@example.org."),
    "passport_number": _("Latin letters and digits, as on the page with your photo."),
    "phone": _("With “+” and the code of the country, for instance +7 700 000 00 00."),
    "country": _("Begin to type and choose from the list; the name may be Kazakh, Russian or English."),
    "countries": _("Names of countries, apart by commas."),
}


def hint(item: Question) -> str | Promise:
    """What the field requires of letters and form; "" where nothing is typed, or a date."""
    key = letters_of(item)
    return letters.rule(key).hint if key else _TYPES.get(item["type"], "")


def with_hint(help_text: str | Promise, key: str) -> str | Promise:
    """`help_text` of a field with the hint of its letters behind it."""
    own = letters.rule(key).hint
    return format_lazy("{help} {hint}", help=help_text, hint=own) if help_text else own
