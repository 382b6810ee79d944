"""What a password opens: a door to the second factor, for those whom the table lets in by one."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from cases.accounts.signing_in.ways import by_password
from cases.models import User


class StaffPassword(ModelBackend):
    """Applicants have no password that counts, whatever stands in their row."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> Any:
        user: Any = super().authenticate(request, username=username, password=password, **kwargs)
        return user if user is not None and by_password(user.role) else None


class CertificateBackend(ModelBackend):
    """Whom `cases.accounts.signing_in.eds` has recognised. It takes no credentials: nobody comes in here by asking."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        return None


STAFF_PASSWORD = f"{__name__}.{StaffPassword.__name__}"
CERTIFICATE = f"{__name__}.{CertificateBackend.__name__}"
