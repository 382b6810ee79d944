"""Addresses of pages, found once for each name: a page of a case has some sixty, and Django tries each against its
patterns, with every argument in its place."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, reverse

_MARKS = tuple(UUID(int=(0xDEAD << 112) + n) for n in range(1, 5))
"""In the place of the keys, which any pattern takes alike."""


def address(name: str, *arguments: object, current_app: str | None = None) -> str:
    """As `reverse(name, args=arguments)`; raises NoReverseMatch. Keys stand in it as they are; other arguments are
    few: kinds, languages, names of steps."""
    keys = [argument for argument in arguments if type(argument) is UUID]
    if len(keys) > len(_MARKS) or not all(map(_is_word, arguments)):
        return reverse(name, args=arguments, current_app=current_app)
    shape = tuple(None if type(argument) is UUID else argument for argument in arguments)
    root = get_urlconf() or settings.ROOT_URLCONF
    return _shaped(name, shape, current_app, get_script_prefix(), root).format(*keys)


def _is_word(argument: object) -> bool:
    return type(argument) in (UUID, str)


@lru_cache(maxsize=4096)
def _shaped(name: str, shape: Sequence[str | None], current_app: str | None, prefix: str, root: object) -> str:
    """With {} for each key, in their order. `prefix`, `root`: what is active, by which the addresses are cached."""
    marks = iter(_MARKS)
    url = reverse(name, args=[next(marks) if word is None else word for word in shape], current_app=current_app)
    url = url.replace("{", "{{").replace("}", "}}")
    for n, mark in enumerate(_MARKS):
        url = url.replace(str(mark), f"{{{n}}}")
    return url
