"""A paragraph of the order, or an article of the code of administrative procedure, as people read it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from cases.law.regulations import CODE


def in_words(paragraph: str) -> str:
    """“para. 12”, «п. 12»; "annex" has no number; "art. 73" is an article of the code of administrative procedure."""
    if not paragraph:
        return ""
    if paragraph.startswith(CODE):
        return _("art. %(n)s of the Administrative Code") % {"n": paragraph.removeprefix(CODE)}
    return _("annex") if paragraph == "annex" else _("para. %(n)s") % {"n": paragraph}
