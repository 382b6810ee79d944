"""No authority is asked, and the browser speaks English."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client


@pytest.fixture(autouse=True)
def _quiet(settings: Any) -> Any:
    """No authority is asked about revocation, and no attempt of another test is counted."""
    settings.EDS_REVOCATION = []
    cache.clear()


@pytest.fixture
def browser() -> Client:
    return Client(headers={"accept-language": "en"})
