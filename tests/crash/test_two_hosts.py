"""Two hosts with folders of their own, one database and one object store: each request goes to the other host than the
one before. What one takes in the other shows, and the worker of one prints what the other gives out."""

from __future__ import annotations

import base64
import itertools
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import pytest
import requests
from django.db import connection
from moto.server import ThreadedMotoServer

from tests import bad_files
from tests.crash.portal import LONG, TOKEN, CrashPortal, prepared
from tools import postgres

pytestmark = pytest.mark.drill

DATA = bad_files.picture(size=(402, 98))
TUS = {"Tus-Resumable": "1.0.0"}


@dataclass
class Balanced:
    """A person behind a balancer without sticky sessions."""

    ports: Iterator[int]
    session: str
    asked: list[int] = field(default_factory=list)

    def ask(self, method: str, path: str, **more: Any) -> requests.Response:
        port = next(self.ports)
        self.asked.append(port)
        cookies = {"sessionid": self.session, "csrftoken": TOKEN}
        headers = {"X-CSRFToken": TOKEN, "Accept-Language": "en"} | more.pop("headers", {})
        return requests.request(
            method,
            f"http://127.0.0.1:{port}{path}",
            cookies=cookies,
            headers=headers,
            timeout=LONG,
            allow_redirects=False,
            **more,
        )


@dataclass
class TwoHosts:
    first: CrashPortal
    second: CrashPortal
    ports: Iterator[int]

    def person(self, session: str) -> Balanced:
        return Balanced(self.ports, session)


@pytest.fixture(scope="module")
def store() -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        running.start()
        host, port = running.get_host_and_port()
        keys = {"aws_access_key_id": "key", "aws_secret_access_key": "secret", "region_name": "us-east-1"}
        boto3.client("s3", endpoint_url=f"http://{host}:{port}", **keys).create_bucket(Bucket="dnr")
        yield f"s3://key:secret@{host}:{port}/dnr/files?tls=no&region=us-east-1"
        running.stop()


@pytest.fixture
def database() -> Iterator[str]:
    if connection.vendor != "postgresql":
        pytest.skip("a file of SQLite lies on one host")
    try:
        postgres.find_binaries()
    except postgres.NoPostgresError as reason:
        pytest.skip(f"the server of this run is elsewhere: {reason}")
    with postgres.cluster(durable=False) as made:
        yield made.url


@pytest.fixture
def hosts(store: str, database: str, tmp_path: Path) -> Iterator[TwoHosts]:
    common = {"STORAGE_URL": store, "CACHE_URL": "dbcache://portal_cache", "SECRET_KEY": "two hosts " * 6}
    with ExitStack() as stack:
        made = []
        for name in ("first", "second"):
            (tmp_path / name).mkdir()
            portal = CrashPortal(tmp_path / name, "tests.crash.settings", database, **common)
            made.append(stack.enter_context(closing(portal)))
        with made[0].process("manage.py", "createcachetable") as creating:
            assert creating.wait(LONG) == 0
        yield TwoHosts(made[0], made[1], iter(()))


def test_a_person_who_comes_to_another_host_each_time_notices_nothing(hosts: TwoHosts) -> None:
    """One story, since each part goes on from what the part before has left."""
    owner = prepared(hosts.first, "petition_draft", "owner")
    screener = prepared(hosts.first, "admitted", "screener")
    with hosts.first.web() as here, hosts.second.web() as there:
        hosts.ports = itertools.cycle([here, there])
        case = owner["cases"][0]["id"]
        _send_and_read(hosts, hosts.person(owner["session"]), case)
        _send_in_pieces(hosts, hosts.person(owner["session"]), case)
        _invite_and_read_the_letter(hosts, hosts.person(screener["session"]), screener["cases"][0])
    for host in (hosts.first, hosts.second):
        assert not [path for name in ("documents", "originals", "uploads") for path in (host.home / name).rglob("*")]


def _original(hosts: TwoHosts, case: str) -> str:
    question = f"SELECT id FROM cases_document WHERE case_id = '{case}' AND kind = 'cv' AND current"
    ((document,),) = hosts.first.rows(question)
    return f"/cases/{case}/document/{document}/original/1/"


def _send_and_read(hosts: TwoHosts, owner: Balanced, case: str) -> None:
    sent = owner.ask("POST", f"/hub/petition/{case}/document/cv/", files={"file": ("cv.jpg", DATA, "image/jpeg")})
    assert sent.status_code in (200, 302), sent.text[:2000]
    original = _original(hosts, case)
    for _host in range(2):
        assert owner.ask("GET", original).content == DATA
    assert len(set(owner.asked)) == 2


def _send_in_pieces(hosts: TwoHosts, owner: Balanced, case: str) -> None:
    data = bad_files.picture(size=(403, 97))
    name = base64.b64encode("résumé.jpg".encode()).decode()
    announced = {"Upload-Length": str(len(data)), "Upload-Metadata": f"filename {name}"}
    place = owner.ask("POST", "/cases/uploads/", headers=TUS | announced).headers["Location"]
    for start, piece in ((0, data[:500]), (500, data[500:])):
        kind = {"Content-Type": "application/offset+octet-stream", "Upload-Offset": str(start)}
        assert owner.ask("PATCH", place, headers=TUS | kind, data=piece).status_code == 204
    sent = owner.ask("POST", f"/hub/petition/{case}/document/cv/", data={"resumed": place.split("/")[-2]})
    assert sent.status_code in (200, 302), sent.text[:2000]
    assert owner.ask("GET", _original(hosts, case)).content == data


def _invite_and_read_the_letter(hosts: TwoHosts, screener: Balanced, case: dict[str, Any]) -> None:
    """The step is taken at one host; the worker of the other alone prints its letter."""
    fields = {"version": case["version"], "note": ""}
    assert screener.ask("POST", f"/cases/{case['id']}/invite/", data=fields).status_code == 302
    ((letter,),) = hosts.first.rows(
        f"SELECT id FROM cases_letter WHERE case_id = '{case['id']}' AND kind = 'interview_invitation'"
    )
    with hosts.second.worker():
        hosts.second.reports.hears("sent")
        hosts.second.reports.hears("settled")
    for language in ("ru", "kk"):
        for _host in range(2):
            got = screener.ask("GET", f"/cases/{case['id']}/letter/{letter}/{language}/")
            assert got.status_code == 200 and got.content.startswith(b"%PDF-")
