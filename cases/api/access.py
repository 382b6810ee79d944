"""What a machine may ask: declared with the route, checked before the view runs, compared with the URLs by a test."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from cases.api.problems import Problem
from cases.models import ApiClient, ApiKey

if TYPE_CHECKING:  # it imports what the settings name, and that is here
    from rest_framework.views import APIView


@dataclass(slots=True)
class Caller:
    """The authenticated sender of a call: `request.auth`."""

    client: ApiClient
    key: ApiKey
    sha256: str = ""
    case_id: UUID | None = None
    """The case whose facts were read or received, for the record of the call."""

    def holds(self, scope: str) -> bool:
        return scope in self.client.scopes


def machine(scope: str, view: type[APIView]) -> Any:
    """A route for clients that hold `scope`, and nobody else: the machines' counterpart of `open_to`."""
    wrapped = view.as_view(scope=scope)
    wrapped.machine = scope  # type: ignore[attr-defined]
    return wrapped


class HasScope(BasePermission):
    """Closed unless the route names a scope (`machine`)."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        scope = getattr(view, "scope", "")
        if not isinstance(request.auth, Caller):
            raise Problem(401, "unauthenticated", WWW_Authenticate=CHALLENGE)
        if not scope or not request.auth.holds(scope):
            raise Problem(403, "scope_missing", f"This needs the right {scope!r}.")
        return True


CHALLENGE = "DNR-HMAC-SHA256"


def caller_of(request: HttpRequest) -> Caller | None:
    """Of the bare request, for code outside of DRF."""
    return getattr(request, "api_caller", None)
