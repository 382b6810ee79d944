"""The compiled translations (`.mo`), made from `locale/*/LC_MESSAGES/django.po` by Babel: no program of the system.

Without them every page is in English, and nothing says so but the check in `dnr.checks`.
"""

from __future__ import annotations

import struct
from gettext import GNUTranslations
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings


def sources() -> list[Path]:
    return sorted(path for folder in settings.LOCALE_PATHS for path in Path(folder).glob("*/LC_MESSAGES/django.po"))


def unusable() -> list[Path]:
    """Compiled files that are missing, can not be read, or hold nothing."""
    return [path for source in sources() if not _usable(path := source.with_suffix(".mo"))]


def broken() -> list[Path]:
    """Of these, those that are there: whatever is translated first would end with a traceback."""
    return [path for path in unusable() if path.exists()]


def _usable(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return len(GNUTranslations(file)._catalog) > 1  # type: ignore[attr-defined]  # beside the header
    except (OSError, ValueError, EOFError, struct.error):
        return False


def compile_stale() -> list[Path]:
    """Compile what is missing or older than its source; returns what was written."""
    return [_compiled(source) for source in sources() if _stale(source)]


def _stale(source: Path) -> bool:
    compiled = source.with_suffix(".mo")
    return not _usable(compiled) or compiled.stat().st_mtime < source.stat().st_mtime


def _compiled(source: Path) -> Path:
    """Written beside and put in place at once: a page may be reading the old one."""
    compiled, fresh = source.with_suffix(".mo"), source.with_suffix(".mo.new")
    with source.open("rb") as read, fresh.open("wb") as written:
        write_mo(written, read_po(read, locale=source.parent.parent.name))
    return fresh.replace(compiled)
