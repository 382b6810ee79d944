"""Outside the demo, in a browser that speaks English."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client


@pytest.fixture(autouse=True)
def _quiet(settings: Any) -> None:
    """Outside the demo, with nobody asked about revocation, and no attempt of another test counted."""
    settings.DEMO = False
    settings.EDS_REVOCATION = []
    cache.clear()


@pytest.fixture
def browser() -> Client:
    return Client(headers={"accept-language": "en"})
