"""The password of every demo account. It is known to the world, so outside the demo it opens nothing."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

PASSWORD = "demo-portal-2026"


class KnownPassword:
    """Refuses the known password where DEMO is off, whoever's it is: a database may have been a demo once.

    Knows nobody itself, so it has no `get_user`: a session belongs to the back end that let its person in.
    """

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: object
    ) -> None:
        if password == PASSWORD and not settings.DEMO:
            raise PermissionDenied
