"""The one rule of letters and languages, and the hint at each field that follows from it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.values.questions import Question

RULE = _(
    "Answer in one language, Kazakh or Russian, in Cyrillic letters. What is quoted from your passport is written in "
    "Latin letters, as it stands there. Names of firms, schools and products and addresses abroad may stay in Latin "
    "letters."
)
"""Forms filled in English have come back (the description of the service on egov.kz asks for the passport as it is)."""

_LETTERS: dict[str, Promise] = {
    "latin": _("In Latin letters, as in your passport."),
    "cyrillic": _("In Cyrillic letters."),
}
_PROSE = _("In the language you chose above; names of firms, schools and products may stay in Latin letters.")
_TYPES: dict[str, Promise] = {
    "passport_number": _("Latin letters and digits, as on the page with your photo."),
    "phone": _("With “+” and the code of the country, for instance +7 700 000 00 00."),
    "country": _("Begin to type and choose from the list; the name may be Kazakh, Russian or English."),
    "countries": _("Names of countries, apart by commas."),
}


def hint(item: Question) -> str | Promise:
    """What the field asks of letters and form; "" where anything may be written."""
    if item["type"] == "prose" and item.get("language", "declared") == "declared":
        return _PROSE
    if item["type"] == "name":
        return _LETTERS.get(item.get("letters", "latin"), "")
    return _TYPES.get(item["type"], _LETTERS.get(item.get("letters", ""), ""))
