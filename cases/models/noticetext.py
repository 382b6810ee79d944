"""The sentences of notices that an administrator has put in the place of the portal's own."""

from __future__ import annotations

import re
import time
from typing import Any

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cases.models.row import Row, history

_FRESH_SECONDS = 10.0
_cached: dict[str, Any] = {"rows": None, "until": 0.0}
_PLACE = re.compile(r"%\((\w+)\)s")


class NoticeText(Row):
    """A sentence for one kind of notice, in the cabinet and in the mail, whose subject it begins."""

    what = models.CharField(_("kind of notice"), max_length=40, unique=True)
    """A step's name, or a kind of notice that no step causes."""
    text_ru = models.TextField(_("text (ru)"), max_length=600)
    text_kk = models.TextField(_("text (kk)"), max_length=600)
    text_en = models.TextField(_("text (en)"), max_length=600)
    active = models.BooleanField(_("in use"), default=True)

    history = history()

    class Meta:
        verbose_name = _("text of a notice")
        verbose_name_plural = _("texts of notices")
        ordering = ["what"]

    def __str__(self) -> str:
        return self.what


def places_in(text: str) -> set[str]:
    """The facts that a sentence names, written %(name)s."""
    return set(_PLACE.findall(text))


def filled(text: str, facts: dict[str, Any]) -> str:
    """With the facts in their places; a lone % stands as it is."""
    return _PLACE.sub(lambda match: str(facts.get(match[1], "")), text)


def text_of(what: str) -> str:
    """In the active language; "" where the portal's own sentence holds."""
    return str(_rows().get((what, (get_language() or "ru")[:2]), ""))


def _rows() -> dict[tuple[str, str], str]:
    """By kind and language. A change in the table is seen by every process within ten seconds."""
    if _cached["rows"] is None or time.monotonic() > _cached["until"]:
        stored = NoticeText.objects.filter(active=True).values_list("what", "text_ru", "text_kk", "text_en")
        rows = {
            (what, code): text for what, *texts in stored for code, text in zip(("ru", "kk", "en"), texts, strict=True)
        }
        _cached.update(rows=rows, until=time.monotonic() + _FRESH_SECONDS)
    return _cached["rows"]


def forget_texts() -> None:
    """Read the table again at the next use (after an edit, and between tests)."""
    _cached.update(rows=None, until=0.0)
