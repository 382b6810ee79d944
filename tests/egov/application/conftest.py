"""A case whose petition is signed, with its person signed in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from cases.models import Case
from cases.programmes.nomad.states import State
from tests import people


@pytest.fixture
def case(client: Client) -> Iterator[Case]:
    row = people.case_in(State.PETITION_SIGNED, prepared=False)
    with people.at(people.after(row)):
        client.force_login(row.person.user)  # type: ignore[arg-type]
        yield row
