"""Keys of machine clients: made, rotated with an overlap, revoked. A secret is displayed once, when it is made."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction

from cases.models import ApiClient, ApiKey

LIFE = timedelta(days=365)
OVERLAP = timedelta(days=7)
"""How long the old key is good beside the new one, so that nobody has to change both ends at one stroke."""


def signing_key(secret: str) -> str:
    """What both sides sign with: SHA-256 of the secret, hex. It is all that the portal keeps of it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def make_key(client: ApiClient, now: datetime, life: timedelta = LIFE) -> tuple[ApiKey, str]:
    """A new key and its secret (256 random bits: no salt and no slow hash is needed against guessing)."""
    secret = secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        client=client, key_id=secrets.token_hex(8), digest=signing_key(secret), created_at=now, expires_at=now + life
    )
    return key, secret


@transaction.atomic
def rotate(client: ApiClient, now: datetime, overlap: timedelta = OVERLAP) -> tuple[ApiKey, str]:
    """A new key; those before it end after `overlap`, or when they would have anyway."""
    ApiKey.objects.filter(client=client, revoked_at=None, expires_at__gt=now + overlap).update(expires_at=now + overlap)
    return make_key(client, now)


def revoke(key: ApiKey, now: datetime) -> None:
    """At once. A key revoked before stays revoked since then."""
    ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=now)
