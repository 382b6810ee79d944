"""gunicorn's settings, read from the folder it is started in: for the Procfile and for a service of one's own alike.

What belongs to a machine (address, number of workers) is given on the command line, which goes before what stands here.
"""

import subprocess
import sys
from ipaddress import ip_network
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from dnr.settings import DEMO, TRUSTED_PROXIES  # noqa: E402  # gunicorn's path is its own

# gthread, of whose threads half may wait for slow senders.
worker_class = "dnr.serving.Worker"
threads = 16
keepalive = 5
timeout = 60
# Bytes of the first line; gunicorn has no higher limit than this one. A longer one gets a page in words (dnr.serving).
limit_request_line = 8190
# The runner of `make run` kills after five seconds.
graceful_timeout = 4
control_socket_disable = True

# What our own proxies say of TLS (X-Forwarded-Proto) is believed, and of nobody else: without this a proxy on another
# host would be answered with a redirect to https for ever. Those of this machine come through loopback.
forwarded_allow_ips = ",".join(["127.0.0.1", "::1", *(str(ip_network(one, strict=False)) for one in TRUSTED_PROXIES)])
secure_scheme_headers = {"X-FORWARDED-PROTO": "https"}


def on_starting(server: Any) -> None:
    """A demo lets anybody in as anybody, so it does not start on a database that has other people; see `dnr.checks`.

    Asked in a process of its own: what this one imports, its workers would keep after a reload.
    """
    if DEMO:
        command = [sys.executable, str(HERE / "manage.py"), "check", "--database", "default"]
        if subprocess.run(command, stdout=subprocess.DEVNULL).returncode:
            sys.exit(1)
