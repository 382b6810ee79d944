from __future__ import annotations

import errno
import signal
from argparse import ArgumentParser
from dataclasses import replace
from threading import Event
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from demo.outside import join, scenario
from demo.outside.behaviours import BEHAVIOURS
from demo.outside.server import StandinServer
from demo.outside.shared_keys import SharedKeys
from demo.outside.store import Store
from demo.outside.world import Outside


class Command(BaseCommand):
    help = "The demo's stand-in for all outside systems: they answer the portal over HTTP, as a scenario says."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scenario", default=scenario.USUAL, help="a name of --list, or a TOML file")
        parser.add_argument("--port", type=int, default=join.PORT)
        parser.add_argument("--portal", default="", help="address that is called back (default: PUBLIC_URL)")
        parser.add_argument("--speed", type=float, help="seconds that a day lasts (default: as the scenario says)")
        parser.add_argument("--list", action="store_true", help="print scenarios and behaviours, and go")
        parser.add_argument("--forget", action="store_true", help="begin with an empty memory")
        parser.add_argument("--join", action="store_true", help="make keys and the portal's settings, and go")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The stand-in for the outside systems runs in the demo only (DNR_DEMO=1).")
        if options["list"]:
            return self._list()
        pairs = SharedKeys.at(join.folder() / "pairs.json")
        if options["join"]:
            return self._join(pairs, options["port"])
        played = _scenario(options["scenario"], options["speed"])
        self._run(played, pairs, options)

    def _list(self) -> None:
        for name in scenario.scenarios_of_demo():
            self.stdout.write(f"{name:<16} {scenario.load(name).title}")
        self.stdout.write("")
        for name, known in BEHAVIOURS.items():
            more = f" ({', '.join((*known.options, *known.how))})" if known.options or known.how else ""
            self.stdout.write(f"{name:<16} {' and '.join(known.on)}: {known.says}{more}")

    def _join(self, pairs: SharedKeys, port: int) -> None:
        join.register(pairs, timezone.now())
        self.stdout.write(str(join.write_environment(pairs, f"http://127.0.0.1:{port}")))

    def _run(self, played: scenario.Scenario, pairs: SharedKeys, options: dict[str, Any]) -> None:
        memory = join.folder() / "outside.sqlite3"
        if options["forget"]:
            for path in join.folder().glob(memory.name + "*"):
                path.unlink()
        outside = Outside(played, Store(memory), pairs, options["portal"] or settings.PUBLIC_URL, timezone.now)
        server = _server(outside, options["port"])
        stop = Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        server.start()
        self._announce(server)
        # An event that is waited for without end would not let the signal in on every system.
        while not stop.wait(0.5):
            pass
        server.stop()
        outside.store.close()

    def _announce(self, server: StandinServer) -> None:
        played = server.outside.scenario
        self.stdout.write(
            f"The outside systems (stand-in of the demo) listen at {server.url}\n"
            f"Scenario {played.name}: a day lasts {played.seconds_per_day:g} s. What happens: {server.url}/ ; "
            "stop it with Ctrl-C."
        )
        self.stdout.flush()


def _scenario(wanted: str, speed: float | None) -> scenario.Scenario:
    try:
        loaded = scenario.load(wanted)
    except scenario.ScenarioError as error:
        raise CommandError(str(error)) from None
    if speed is None:
        return loaded
    if not 0 < speed <= 86_400:  # NaN is neither
        raise CommandError("--speed: more than 0 seconds, and at most 86400.")
    return replace(loaded, seconds_per_day=speed)


def _server(outside: Outside, port: int) -> StandinServer:
    try:
        return StandinServer(outside, port)
    except (OSError, OverflowError) as error:
        taken = getattr(error, "errno", None) == errno.EADDRINUSE
        raise CommandError(
            f"Port {port} is taken: another stand-in is running. Stop it or give --port."
            if taken
            else f"Port {port} can not be used: {error}"
        ) from None
