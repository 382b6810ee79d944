"""The outside systems: how each is reached. Nothing is sent by default: the officer enters the answers by hand.

For a system, say ИБД: DNR_GATEWAY_IBD=http, DNR_GATEWAY_IBD_URL, _KEY_ID, _SECRET, _TIMEOUT (seconds), _AGAIN_HOURS
(after how long an accepted request is asked for once more). For =shep: DNR_GATEWAY_IBD_SHEP, a JSON file with the
members that docs/decisions/shep.md names.
"""

import json
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from dnr.settings.base import DEMO, env

#: `http://[name:password@]host:port`, the proxy by which others are asked: OCSP, CRL, gateways, webhooks
#: (decisions/egress.md).
OUTBOUND_PROXY = env.str("DNR_OUTBOUND_PROXY", default="")
#: Who is asked without it, by comma: names, domains (`.gov.kz`), addresses, networks. [this machine]
OUTBOUND_DIRECT = env.list("DNR_OUTBOUND_DIRECT", default=[])

_SYSTEMS = ("pep", "ismp", "ibd", "sio", "knb", "berkut", "adis", "psh", "courier")
# How a system is reached, each by a module; a demo adds one that asks nobody.
TRANSPORTS = {way: f"cases.gateways.transports.{way}" for way in ("manual", "http", "shep")}
if DEMO:
    TRANSPORTS["demo"] = "demo.world.transport"


#: DNR_GATEWAY_<SYSTEM>: How a system is reached: `manual` (the officer enters its answers), `http` or `shep`.
#: The systems: `PEP`, `ISMP`, `IBD`, `SIO`, `KNB`, `BERKUT`, `ADIS`, `PSH`, `COURIER`. [manual]
#: DNR_GATEWAY_<SYSTEM>_URL, DNR_GATEWAY_<SYSTEM>_KEY_ID, DNR_GATEWAY_<SYSTEM>_SECRET: Of `http`: the address,
#: which begins with `https://`, and the key the portal signs with.
#: DNR_GATEWAY_<SYSTEM>_TIMEOUT: Of `http`: seconds for an answer, at most 45. [10]
#: DNR_GATEWAY_<SYSTEM>_AGAIN_HOURS: Of `http`: hours after which an accepted request is asked for once more. [6]
#: DNR_GATEWAY_<SYSTEM>_SHEP: Of `shep`: a JSON file with the members that decisions/shep.md names.
def _gateway(system: str) -> dict[str, Any]:
    name = f"DNR_GATEWAY_{system.upper()}"
    values: dict[str, Any] = {
        "transport": env.str(name, default="demo" if DEMO else "manual"),
        "url": env.str(f"{name}_URL", default=""),
        "key_id": env.str(f"{name}_KEY_ID", default=""),
        "secret": env.str(f"{name}_SECRET", default=""),
        "timeout": env.float(f"{name}_TIMEOUT", default=10.0),
        "again_hours": env.float(f"{name}_AGAIN_HOURS", default=6.0),
    }
    way = values["transport"]
    if way == "shep":
        values |= json.loads(Path(env.str(f"{name}_SHEP")).read_text())
    if way not in TRANSPORTS:
        raise ImproperlyConfigured(f"{name} is one of {', '.join(TRANSPORTS)}")
    if way == "http" and not (values["url"] and values["key_id"] and values["secret"]):
        raise ImproperlyConfigured(f"{name}=http needs {name}_URL, {name}_KEY_ID and {name}_SECRET")
    if way == "http" and not values["url"].startswith("https://") and not DEMO:
        raise ImproperlyConfigured(f"{name}_URL has to begin with https://: personal data leave by it")
    # Longer, and the last request of a sweep could outlive its task (`outbox.worker.PATIENCE`, TASK_TIMEOUT).
    if not 0 < values["timeout"] <= 45:
        raise ImproperlyConfigured(f"{name}_TIMEOUT lies between 0 and 45 seconds")
    return values


GATEWAYS: dict[str, dict[str, Any]] = {system: _gateway(system) for system in _SYSTEMS}
