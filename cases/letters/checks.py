"""Whether letters can be printed for everybody: a script without a font comes out as boxes."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence

from django.apps import AppConfig
from django.core.checks import CheckMessage, Warning, register

SCRIPTS = {"zh-cn": "Chinese", "ko": "Korean", "hi": "Devanagari", "am": "Ethiopic", "ar": "Arabic", "th": "Thai"}
HINT = "On Debian: apt-get install fonts-noto-core fonts-noto-cjk"


@register
def fonts(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    """Queries fontconfig, as the printing does; silent where fontconfig has no `fc-list`."""
    missing = [script for language, script in SCRIPTS.items() if not _has_font(language)]
    if not missing:
        return []
    return [Warning(f"Letters show boxes instead of {', '.join(missing)}: no font.", hint=HINT, id="letters.W001")]


def _has_font(language: str) -> bool:
    program = shutil.which("fc-list")
    if program is None:
        return True
    listed = subprocess.run([program, f":lang={language}", "family"], capture_output=True, check=False, timeout=10)
    return bool(listed.stdout.strip())
