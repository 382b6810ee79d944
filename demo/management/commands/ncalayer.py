from __future__ import annotations

import asyncio
import errno
import re
import signal
from argparse import ArgumentParser
from random import Random
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from demo import keys, synthetic
from demo.authority import Authority, authority
from demo.ncalayer import MODES, Standin
from demo.ncalayer.modes import is_meant
from demo.ncalayer.server import ORIGINS
from demo.pki import certificates as x509
from demo.pki import signing

PORT = 13579


class Command(BaseCommand):
    help = (
        "The demo's stand-in for NCALayer: signs with the keys of the demo's people. On loopback and in the demo only."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=PORT, help=f"{PORT} is NCALayer's own")
        parser.add_argument("--plain", action="store_true", help="ws:// instead of wss://: for browsers in the demo")
        parser.add_argument("--holder", default="", help="who signs: IIN, e-mail or surname (default: the first)")
        parser.add_argument("--new", action="store_true", help="make a person the portal has never seen, who signs")
        parser.add_argument("--mode", default="", choices=list(MODES), metavar="MODE", help="how it fails")
        parser.add_argument("--delay", type=float, default=3.0, help="seconds, of the mode slow")
        parser.add_argument("--origin", action="append", default=[], help="a further origin whose pages may ask")
        parser.add_argument("--list-modes", action="store_true", help="print the modes and go")
        parser.add_argument("--list-holders", action="store_true", help="print whose keys there are and go")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The stand-in for NCALayer runs in the demo only (DNR_DEMO=1).")
        if options["list_modes"]:
            return self._print((name or "(none)", text) for name, text in MODES.items())
        by = authority()
        if options["list_holders"]:
            return self._print(
                (identity.holder.iin, _label(identity.holder)) for identity in keys.stored_identities(by)
            )
        holder = _invent(by) if options["new"] else options["holder"]
        if holder and not any(is_meant(holder, identity) for identity in keys.stored_identities(by)):
            raise CommandError(f"Nobody called {holder} has a key here. --list-holders shows who has.")
        asyncio.run(self._run(_standin(by, holder, options)))

    def _print(self, rows: Any) -> None:
        for name, text in rows:
            self.stdout.write(f"{name:<30} {text}")

    async def _run(self, standin: Standin) -> None:
        stop, loop = asyncio.Event(), asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        try:
            await standin.serve(stop, lambda: self._announce(standin))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            raise CommandError(
                f"Port {standin.port} is taken: NCALayer itself, or another stand-in, is running. "
                "Close it or give --port."
            ) from None

    def _announce(self, standin: Standin) -> None:
        page = standin.url.replace("ws", "http", 1)
        lines = [
            f"NCALayer (stand-in, demo keys only) listens at {standin.url}",
            f"Who signs, and how it fails: {page}/ ; stop it with Ctrl-C.",
        ]
        if standin.tls:
            lines.append(f"A browser must trust {standin.authority.folder}/anchors/demo-rsa-root.pem, or take --plain.")
        if not keys.stored_identities(standin.authority):
            lines.append("Nobody has a key yet: `manage.py demo` makes the demo's people, --new an unknown person.")
        self.stdout.write("\n".join(lines))
        self.stdout.flush()


def _standin(by: Authority, holder: str, options: dict[str, Any]) -> Standin:
    public = urlsplit(settings.PUBLIC_URL)
    origins = [f"{public.scheme}://{public.netloc}", *options["origin"]]
    return Standin(
        by,
        port=options["port"],
        tls=not options["plain"],
        mode=options["mode"],
        holder=holder,
        delay=options["delay"],
        origins=[*ORIGINS, *(re.escape(origin) for origin in origins)],
    )


def _label(holder: x509.Holder) -> str:
    parts = (holder.surname, holder.given_names, holder.email, holder.organization)
    return " ".join(part for part in parts if part)


def _invent(by: Authority) -> str:
    """A person who is in no database; returns their ИИН."""
    who = synthetic.person(Random())
    holder = x509.individual(who["surname"], who["given_names"], who["iin"], who["patronymic"])
    keys.find_or_issue(holder, by, algorithm=signing.GOST512, own_key=True)
    return str(who["iin"])
