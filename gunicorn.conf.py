"""gunicorn's settings, read from the folder it is started in: for the Procfile and for a service of one's own alike.

What belongs to a machine (address, number of workers) is given on the command line, which goes before what stands here.
"""

import sys
from ipaddress import ip_network
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from dnr.settings import TRUSTED_PROXIES

worker_class = "gthread"
threads = 4
timeout = 60
# The runner of `make run` kills after five seconds.
graceful_timeout = 4
control_socket_disable = True

# What our own proxies say of TLS (X-Forwarded-Proto) is believed, and of nobody else: without this a proxy on another
# host would be answered with a redirect to https for ever. Those of this machine come through loopback.
forwarded_allow_ips = ",".join(["127.0.0.1", "::1", *(str(ip_network(one, strict=False)) for one in TRUSTED_PROXIES)])
secure_scheme_headers = {"X-FORWARDED-PROTO": "https"}
