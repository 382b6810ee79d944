"""What a question of the анкета can be, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

KINDS = {
    "text": _("a line of text"),
    "long": _("several lines"),
    "prose": _("several lines in the language of the answers"),
    "name": _("part of a name"),
    "born": _("date of birth"),
    "date": _("a day"),
    "country": _("a country"),
    "countries": _("several countries"),
    "phone": _("a telephone number"),
    "email": _("an e-mail address"),
    "passport_number": _("number of a passport"),
    "choice": _("one of several answers"),
    "language": _("language of the answers"),
}
OF_PERSON = {
    "surname": ("name", _("surname")),
    "given_names": ("name", _("given names")),
    "patronymic": ("name", _("patronymic")),
    "born_on": ("born", _("date of birth")),
    "birth_place": ("text", _("place of birth")),
    "citizenship": ("country", _("citizenship")),
    "phone": ("phone", _("telephone")),
    "address": ("text", _("address")),
    "passport_number": ("passport_number", _("passport number")),
    "passport_issued_on": ("date", _("passport issued on")),
    "passport_issuer": ("text", _("passport issued by")),
}
"""By a field of the person: the type of its question, and its name."""
PAPERS = {"petition": _("profession in the petition"), "consent": _("address of stay in the consent")}
