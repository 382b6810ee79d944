"""A stand-in for NCALayer with three people's keys, and a portal that trusts their authority."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from demo import keys
from demo.authority import Authority
from demo.ncalayer import Standin
from demo.pki import signing
from tests.cases.eds.ncalayer.client import HEAD, OTHER, PERSON


@pytest.fixture(scope="session")
def ca(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    made = Authority.at(tmp_path_factory.mktemp("eds"))
    for holder, algorithm in ((PERSON, signing.RSA), (OTHER, signing.GOST512), (HEAD, signing.RSA)):
        keys.find_or_issue(holder, made, algorithm=algorithm)
    return made


@pytest.fixture(scope="session")
def running(ca: Authority) -> Iterator[Standin]:
    with Standin(ca, delay=0.01) as standin:
        yield standin


@pytest.fixture
def standin(running: Standin) -> Iterator[Standin]:
    """The same server for all; what a test has set is taken back."""
    running.holder = PERSON.iin
    yield running
    running.mode, running.holder = "", ""


@pytest.fixture
def trusted(ca: Authority, settings: Any) -> None:
    settings.EDS_BACKEND, settings.EDS_ANCHORS, settings.EDS_REVOCATION = "builtin", [ca.folder / "anchors"], ["crl"]
    settings.EDS_CRLS = {
        f"ДЕМО DEMO ОРТАЛЫҚ ({name}) 2024": (ca.folder / "crls" / f"demo-{kind}.crl").as_uri()
        for kind, name in (("rsa", "RSA"), ("gost512", "GOST 512"))
    }
    ca.publish_crls(datetime.now(UTC))
