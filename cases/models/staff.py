"""Whom the portal writes to at a desk."""

from __future__ import annotations

from cases.models.user import User

MOST = 200


def at_desk(role: str, city: str | None) -> list[User]:
    """Those of the role who may sign in, MOST at most; `city`: of a role that works in one, else None."""
    return list(User.objects.filter(role=role, city=city, is_active=True).order_by("id")[:MOST])
