"""People in this database whom the demo has not made, nor let in: where there is one, there is no demo.

The demo's own have an address at example.org, which nobody else can have (RFC 2606). A visitor who opened an account
with a key of the demo's authority may have typed any address; the key is in its folder.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from cases.models import User
from demo.people import HOST

MANY = 1000


def number() -> int:
    """How many; no further than MANY."""
    others = User.objects.exclude(email__iendswith=f"@{HOST}").order_by("id").values_list("iin", "person__iin")
    keys = _holders()
    return sum((own or of_person or "") not in keys for own, of_person in others[:MANY])


def in_words(number: int) -> str:
    return f"{number} or more" if number >= MANY else str(number)


def _holders() -> set[str]:
    """The ИИН of everybody to whom the demo's authority has issued a key."""
    return {path.name.partition("-")[0] for path in (Path(settings.EDS_KEYS) / "people").glob("*.json")}
