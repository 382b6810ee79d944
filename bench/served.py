"""Settings of a server that `bench` starts: the portal as it runs, on the database that is measured at the moment."""

import os

from dnr.settings import *
from dnr.settings.base import DATABASES
from dnr.settings.storage import PLAIN_STATIC, STORAGES

DATABASES["default"]["NAME"] = os.environ["BENCH_DATABASE"]
# Found by their own names: those with a hash would need `collectstatic` before each run.
STORAGES["staticfiles"] = {"BACKEND": PLAIN_STATIC}
ALLOWED_HOSTS = ["127.0.0.1"]
