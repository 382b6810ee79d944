"""What a letter says, in English: letters are in Kazakh and Russian, and applicants read the portal in English too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _

from cases.law.calendar import local_day
from cases.models import Letter
from cases.values import moments
from cases.values.bilingual import half_in_language

ENGLISH = "en"


def summary(letter: Letter) -> list[str]:
    """Sentences; the last says that the letter itself holds. Empty for readers of a language that letters have. Nothing
    follows any more from a letter whose act was set aside.
    """
    if (translation.get_language() or "")[:2] != ENGLISH:
        return []
    return [
        *_lines(letter),
        *(() if letter.set_aside_at else _what_follows(letter)),
        _("This is a summary. What holds is the letter itself, in Kazakh and Russian."),
    ]


def _lines(letter: Letter) -> Iterator[str]:
    facts = letter.facts
    named = {"name": letter.get_kind_display(), "number": letter.number, "day": moments.day(local_day(letter.at))}
    yield _("%(name)s, No. %(number)s of %(day)s.") % named
    for ground in facts.get("grounds", ()):
        article = half_in_language(ground["article"]) if ground.get("article") else ""
        yield _("Ground: %(text)s") % {"text": ground.get("en") or ground["ru"]} + (f" ({article})" if article else "")


def _what_follows(letter: Letter) -> Iterator[str]:
    if letter.valid_until:
        yield _("Valid until %(day)s.") % {"day": moments.day(letter.valid_until)}
    if again := letter.facts.get("may_file_from"):
        yield _("A new application may be filed from %(day)s.") % {"day": moments.day(date.fromisoformat(again))}
    if letter.facts.get("remedies"):
        yield _("It can be challenged: your cabinet shows how, and by when.")
