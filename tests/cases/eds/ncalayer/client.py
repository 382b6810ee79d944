"""How a page asks NCALayer to sign, and what it reads in the answer."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from websockets.sync.client import ClientConnection, connect

from cases.eds import cms as reading
from demo.ncalayer import Standin, protocol
from demo.pki import certificates

CHALLENGE = "Войти на портал: 4f1c9b".encode()
DATA = b64encode(CHALLENGE).decode()
PERSON = certificates.individual("Тестов", "Тест", "900101300123", "Тестович")
OTHER = certificates.individual("Авилова", "Проба", "910202400123")
HEAD = certificates.head("Яковлева", "Дана", "850505400123", "241000000301", "Министерство")
SIGN = {"extKeyUsageOids": [certificates.SIGNING]}
ATTACHED = {"decode": True, "encapsulate": True, "digested": False}


def call(data: Any = DATA, **args: Any) -> dict[str, Any]:
    """A request to sign; `args` replace the usual ones."""
    usual = {
        "allowedStorages": ["PKCS12"],
        "format": "cms",
        "data": data,
        "signingParams": ATTACHED,
        "signerParams": SIGN,
        "locale": "kk",
    }
    return {"module": protocol.MODULE, "method": "sign", "args": usual | args}


def ask(standin: Standin, request: Any) -> Any:
    with connect(standin.url) as ws:
        assert json.loads(ws.recv()) == {"result": {"version": "1.4"}}
        ws.send(request if isinstance(request, str) else json.dumps(request))
        return json.loads(ws.recv(timeout=10))


def signatures(reply: dict[str, Any]) -> list[bytes]:
    assert reply["status"] is True, reply
    return [b64decode(signature, validate=True) for signature in reply["body"]["result"]]


def signed(standin: Standin, **args: Any) -> reading.SignedMessage:
    (made,) = signatures(ask(standin, call(**args)))
    return reading.read(made, None)


@contextmanager
def opened(standin: Standin) -> Iterator[ClientConnection]:
    """After the greeting."""
    with connect(standin.url) as ws:
        ws.recv()
        yield ws
