"""The stand-in for ЭЦП: proves nothing, and every page that shows it says so. Only a demo set-up names it."""

from __future__ import annotations

import hashlib
from typing import Any

NAME = "demo"


def sign(sheet: str, user: Any) -> str:
    """A digest over sheet and account: enough to notice a changed sheet, no proof of who signed."""
    return hashlib.sha256(f"demo:{user.pk}:{sheet}".encode()).hexdigest()
