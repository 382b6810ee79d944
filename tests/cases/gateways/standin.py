"""The stand-in for the outside systems on a port of loopback, under the test's own clock, for the tests of the wire."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cases.gateways.contract import OPERATIONS
from cases.gateways.transports.http import Http
from demo.outside import callbacks, join, reply, scenario
from demo.outside.server import StandinServer
from demo.outside.shared_keys import SharedKeys
from demo.outside.store import Store
from demo.outside.world import Outside

START = datetime(2026, 6, 1, 5, 0, tzinfo=UTC)
DAY = timedelta(days=1)
TIMEOUT = 30.0
"""Seconds that the portal has for a system that answers; only what hangs uses any of them."""
SUBJECT = {
    "case": "DNR-2026-00001",
    "stage": "preliminary",
    "iin": "900101300017",
    "surname": "TEST",
    "given_names": "PERSON",
}
SOON = 0.3
"""Seconds after which the portal gives up a system that hangs, where nothing else may come of it."""
LATER = 3.0
"""The same, where what is asked has to arrive before."""
REQUESTS: dict[tuple[str, str], dict[str, Any]] = {
    ("pep", "receipt"): {
        "case": "DNR-2026-00001",
        "iin": "900101300017",
        "department": "astana",
        "filed_at": "2026-06-01T10:00:00+05:00",
    },
    ("pep", "result"): {
        "case": "DNR-2026-00001",
        "iin": "900101300017",
        "stage": "preliminary",
        "outcome": "approved",
        "number": "AST-1",
        "decided_at": "2026-06-01T10:00:00+05:00",
    },
    ("ismp", "register"): SUBJECT | {"department": "astana"},
    ("berkut", "crossing"): SUBJECT | {"since": "2026-05-20"},
    ("psh", "intent"): {
        "case": "DNR-2026-00001",
        "code": "DNR0A1B2C",
        "kind": "prp",
        "amount": "17300.00",
        "iin": "900101300017",
    },
    ("psh", "reconcile"): {"codes": ["DNR0A1B2C"]},
    ("courier", "pickup"): {
        "case": "DNR-2026-00001",
        "courier": "C",
        "waybill": "W-1",
        "sheets": 3,
        "department": "astana",
    },
}
"""What the operations are asked that are not about the SUBJECT alone."""


@dataclass
class Clock:
    now: datetime = START

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Standin:
    """`paused`: the seconds it would have let pass."""

    server: StandinServer
    clock: Callable[[], datetime]
    paused: list[float] = field(default_factory=list)

    @property
    def outside(self) -> Outside:
        return self.server.outside

    def gateways(self, timeout: float = TIMEOUT) -> dict[str, dict[str, Any]]:
        return join.gateways(self.outside.pairs, self.server.url, timeout)

    def ask(
        self,
        system: str,
        name: str,
        request: dict[str, Any] | None = None,
        key: str = "key-1",
        timeout: float = TIMEOUT,
    ) -> Any:
        """As the portal asks; `request` None: about the SUBJECT. The answer, or None: later. GatewayError."""
        made = self.gateways(timeout)[system]
        http = Http(made["url"], made["key_id"], made["secret"], made["timeout"])
        return http.send(OPERATIONS[system, name], request or SUBJECT, key=key, now=self.clock()).answer

    def tell(self) -> int:
        return callbacks.send_due(self.outside)

    def calls(self) -> list[tuple[Any, ...]]:
        """(operation, state, status) of every call, in the order in which they were planned."""
        return self.outside.store.rows("SELECT operation, state, status FROM call ORDER BY id")

    def effects(self) -> int:
        return int(self.outside.store.rows("SELECT COUNT(*) FROM asked")[0][0])


@contextmanager
def running(
    rules: str | scenario.Scenario,
    folder: Path,
    *,
    portal: str = "http://127.0.0.1:9",
    clock: Callable[[], datetime] | None = None,
    store: Path | str = ":memory:",
) -> Iterator[Standin]:
    """`rules`: a scenario, or its file without the title. A day lasts a day. What hangs, hangs until the block ends."""
    text = rules if isinstance(rules, str) else ""
    read = scenario.read(f'title = "Test"\nseconds_per_day = 86400\n{text}', "test.toml", "test")
    played = read if isinstance(rules, str) else rules
    standin: Standin

    def pause(seconds: float) -> None:
        standin.paused.append(seconds)
        if seconds == reply.HANG:
            standin.server.stopping.wait(30)

    kept = Store(store)
    server = StandinServer(
        Outside(played, kept, SharedKeys.at(folder / "pairs.json"), portal, clock or Clock()), pause=pause
    )
    standin = Standin(server, server.outside.clock)
    with server:
        yield standin
    kept.close()


def rule(do: str, **parts: Any) -> str:
    """One rule as TOML."""
    lines = [f"{key} = {_toml(value)}" for key, value in ({"do": do} | parts).items()]
    return "\n".join(["[[rule]]", *lines, ""])


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{k} = {_toml(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_toml(v) for v in value) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


CLEAR = rule("answer", answer={"clear": True, "text": ""})
"""Nobody has anything against anybody."""


def shut_port() -> int:
    """A port of loopback at which nobody listens."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
