"""Texts stored in Russian and in Kazakh: the side of the active language."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import get_language

from cases.values import moments

LANGUAGES = (("ru", "Русский"), ("kk", "Қазақша"))
"""(code, its own name) of those in which papers are made."""


def in_language(value: object) -> str:
    """The active language's side of a {"ru", "kk"} fact, the other where it is empty; other values as they are."""
    if isinstance(value, Mapping):
        return str(value.get(_language()) or value.get("ru") or value.get("kk") or "")
    return "" if value is None else str(value)


def half_in_language(value: object) -> str:
    """The active language's half of "ru / kk", as the articles of grounds are stored; a text in one piece as it is."""
    ru, slash, kk = str(value).partition(" / ")
    return kk if slash and _language() == "kk" else ru


def _language() -> str:
    base = (get_language() or "ru").partition("-")[0]
    return base if base in moments.OFFICIAL else "ru"
