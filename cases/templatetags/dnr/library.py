"""Where all of them register."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django import template

register = template.Library()

Tag = TypeVar("Tag", bound=Callable[..., Any])


def by_language_alone(tag: Tag) -> Tag:
    """Of a tag that draws the same each time for the same arguments: `dnr.rendering` then draws it once a language."""
    tag.by_language_alone = True  # type: ignore[attr-defined]
    return tag
