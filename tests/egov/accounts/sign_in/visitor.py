"""What the tests of signing in share: who comes, and what is said to whom is refused."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.test import Client

from cases.accounts.signing_in import challenge as challenges
from cases.eds import EdsError
from cases.models import User
from tests import keys

NEW = "900101300017"
NOW = datetime(2026, 6, 10, 9, 30, tzinfo=UTC)


def staff_with_iin(user: User, iin: str = NEW) -> User:
    User.objects.filter(pk=user.pk).update(iin=iin)
    user.refresh_from_db()
    return user


def signed_in(client: Client) -> str:
    return client.session.get("_auth_user_id", "")


def refused(client: Client, response: Any, code: str, **facts: Any) -> str:
    """It is refused with this sentence, on a page from which one may try again."""
    page = response.content.decode()
    assert response.status_code == 422
    assert str(response.context["error"]) == str(EdsError(code, **facts)), response.context["error"]
    assert not signed_in(client)
    assert keys.challenge_on(page)
    return page


KEY = challenges.fresh_key()
