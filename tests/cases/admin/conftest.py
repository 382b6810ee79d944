"""The two who come here."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import people


@pytest.fixture
def auditor(client: Client) -> Client:
    client.force_login(people.auditor())
    return client


@pytest.fixture
def administrator(client: Client) -> Client:
    client.force_login(people.administrator())
    return client
