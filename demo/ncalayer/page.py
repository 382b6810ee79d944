"""The stand-in's window: a page on which the visitor of the demo chooses whose key signs, and how it fails.

NCALayer opens a window of its own and lets the user choose a file; a stand-in without one would sign as one person.
"""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from django.template import Context, Engine
from websockets.asyncio.server import ServerConnection
from websockets.http11 import Request, Response

from demo.ncalayer.modes import MODES, is_meant
from demo.pki.issuers import Identity

if TYPE_CHECKING:
    from demo.ncalayer.server import Standin

TEMPLATE = Path(__file__).with_suffix(".html").read_text(encoding="utf-8")
HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})


def answer(standin: Standin, connection: ServerConnection, request: Request) -> Response:
    """GET / shows, also behind a link of the portal; GET /choose?holder=…&mode=… sets, from our own page alone."""
    # The host against names that are made to point here, the second against links and forms of strangers.
    host = urlsplit(f"//{request.headers.get('Host', '')}").hostname
    own = request.headers.get("Sec-Fetch-Site", "none") in ("none", "same-origin")
    address = urlsplit(request.path)
    linked = address.path == "/" and request.headers.get("Sec-Fetch-Dest") == "document"
    if host not in HOSTS or not (own or linked):
        return connection.respond(HTTPStatus.FORBIDDEN, "Open this page from its own address.\n")
    if address.path == "/choose":
        return _choose(
            standin, connection, {name: values[-1] for name, values in parse_qs(address.query, True).items()}
        )
    if address.path != "/":
        return connection.respond(HTTPStatus.NOT_FOUND, "There is nothing here.\n")
    response = connection.respond(HTTPStatus.OK, _page(standin))
    del response.headers["Content-Type"]
    response.headers["Content-Type"] = "text/html; charset=utf-8"
    return response


def _choose(standin: Standin, connection: ServerConnection, query: dict[str, str]) -> Response:
    if query.get("mode", "") not in MODES:
        return connection.respond(HTTPStatus.BAD_REQUEST, "There is no such mode.\n")
    standin.holder = query.get("holder", standin.holder)
    standin.mode = query.get("mode", standin.mode)
    response = connection.respond(HTTPStatus.SEE_OTHER, "")
    response.headers["Location"] = "/"
    return response


def _page(standin: Standin) -> str:
    people = list(standin.people())
    chosen = next(
        (identity for identity in people if is_meant(standin.holder, identity)), people[0] if people else None
    )
    holders = [
        (f"{identity.holder.iin}-{identity.holder.bin or 'person'}", _label(identity), identity is chosen)
        for identity in people
    ]
    modes = [(name, f"{name}: {text}" if name else text, name == standin.mode) for name, text in MODES.items()]
    return Engine().from_string(TEMPLATE).render(Context({"holders": holders, "modes": modes}))


def _label(identity: Identity) -> str:
    holder = identity.holder
    parts = (
        f"{holder.surname} {holder.given_names}",
        holder.iin,
        holder.organization,
        holder.email,
        identity.algorithm,
    )
    return ", ".join(part for part in parts if part)
