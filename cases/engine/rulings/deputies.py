"""Bodies that lack a second head: what one head records there (art. 91), nobody confirms (interpretation 56)."""

from __future__ import annotations

from collections import Counter

from cases.engine.people.notices import Desk, desk_of, heads_over
from cases.law.actors import OFFICIALS, Actor
from cases.models import User

NEEDED = 2


def too_few_heads() -> dict[Desk, int]:
    """Of each body whose officials or heads have accounts, the desk of its heads, and how many they are, if too few."""
    rows = User.objects.filter(is_active=True, role__in=(*OFFICIALS.values(), Actor.HEAD))
    heads, bodies = Counter[Desk](), set[Desk]()
    for role, city, body in rows.values_list("role", "city", "body"):
        desk = desk_of(role, city, body) if role == Actor.HEAD else heads_over(desk_of(role, city))
        if desk is not None:
            bodies.add(desk)
            heads[desk] += role == Actor.HEAD
    return {desk: heads[desk] for desk in sorted(bodies, key=_by_city) if heads[desk] < NEEDED}


def _by_city(desk: Desk) -> tuple[str, str]:
    _role, city, body = desk
    return body, city or ""
