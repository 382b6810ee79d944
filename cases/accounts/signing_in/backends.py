"""What a password opens: the second factor, for those who by the table may sign in with one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.backends import ModelBackend
from django.db.models import QuerySet
from django.http import HttpRequest

from cases.accounts.signing_in.ways import by_password
from cases.models import User
from cases.models.prepared import prepared


@prepared
def _user(pk: UUID) -> QuerySet[User]:
    """With the city, whose name is in the header of each page of a desk."""
    return User.objects.filter(pk=pk).select_related("city")


class _Known(ModelBackend):
    """Whose session it is: every page reads it."""

    def get_user(self, user_id: Any) -> Any:
        rows = _user(user_id)
        return rows[0] if rows and self.user_can_authenticate(rows[0]) else None


class StaffPassword(_Known):
    """Applicants have no password that counts, whatever is stored in their row."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: object
    ) -> Any:
        user = super().authenticate(request, username=username, password=password, **kwargs)
        return user if isinstance(user, User) and by_password(user.role) else None


class CertificateBackend(_Known):
    """Whom `cases.accounts.signing_in.eds` has recognised. It takes no credentials: nobody comes in here by asking."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: object
    ) -> User | None:
        return None


STAFF_PASSWORD = f"{__name__}.{StaffPassword.__name__}"
CERTIFICATE = f"{__name__}.{CertificateBackend.__name__}"
