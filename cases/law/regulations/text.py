"""A text of law in three languages."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import get_language

LANGUAGES = ("ru", "kk", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """Official in ru and kk, plain in en. `str()` follows the active language, ru where there is none."""

    ru: str
    kk: str
    en: str

    def in_(self, language: str | None) -> str:
        """Regional codes ("en-us") count as their language; an unknown one gives ru."""
        base = (language or "ru").partition("-")[0]
        return getattr(self, base) if base in LANGUAGES else self.ru

    def __str__(self) -> str:
        try:
            return self.in_(get_language())
        except ImproperlyConfigured:  # read outside Django: a script, a pure test
            return self.ru
