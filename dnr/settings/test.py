"""The settings under test: what production has, minus what a test would only wait for or trip over."""

import os

from dnr.settings import *
from dnr.settings.apps import INSTALLED_APPS
from dnr.settings.base import DATABASES, LOGGING, PUBLIC_URL, SQLITE_OPTIONS, VAR
from dnr.settings.gateways import TRANSPORTS
from dnr.settings.storage import FILES, PLAIN_STATIC, STORAGES

# The demo signer and gateways take part in the journeys.
DEMO = True
DEMO_ASKED_AT_START = False  # an import must not ask the database
PAYMENT_GATEWAY = "demo.payment_gateway"
DEMO_PAYMENT_PAGE = "demo.payment_page"
DEMO_DOOR = "demo.door"
DEMO_PAGES = "demo.urls"

# `make lint` asks it whether a migration can run beside the version before it.
INSTALLED_APPS = [*INSTALLED_APPS, "django_migration_linter"]

# One folder a process: xdist runs several at once.
SCRATCH = VAR / "test" / os.environ.get("PYTEST_XDIST_WORKER", "main")
STATIC_ROOT = SCRATCH / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)

# An authority of their own, made by the first test that signs; nobody outside is asked about revocation.
EDS_KEYS = SCRATCH / "eds"
EDS_ANCHORS = [EDS_KEYS / "anchors"]
EDS_REVOCATION = ["demo.register.find"]
EDS_MINISTRY_BIN = "241000000301"
EDS_MOBILE = True
EDS_MOBILE_BIN = EDS_MINISTRY_BIN
EDS_MOBILE_LINK = f"{PUBLIC_URL}/telephone/?code={{link}}"

# Who tests the wait says how long it is.
DNR_MAIL_WAITS_MINUTES = 0

# Who tests the refusal says so.
DNR_UNCONFIRMED_FORM = True

# Nothing is sent: who tests an exchange says how.
GATEWAYS = {}
TRANSPORTS |= {"demo": "demo.world.transport"}
OUTBOUND_PROXY = ""

STORAGES |= {
    "default": {"BACKEND": FILES, "OPTIONS": {"location": SCRATCH / "blobs"}},
    "documents": {"BACKEND": FILES, "OPTIONS": {"location": SCRATCH / "documents"}},
    "originals": {"BACKEND": FILES, "OPTIONS": {"location": SCRATCH / "originals"}},
    "uploads": {"BACKEND": FILES, "OPTIONS": {"location": SCRATCH / "uploads"}},
    "exports": {"BACKEND": FILES, "OPTIONS": {"location": SCRATCH / "exports"}},
    # Found in the source: hashed names would need `collectstatic` before each run.
    "staticfiles": {"BACKEND": PLAIN_STATIC},
}
# A test breaks rows, and a flush empties tables. Keys and checkpoints are of the test that asks for them.
LOG_GUARDS = False
LOG_KEYS = SCRATCH / "log-keys"
LOG_CHECKPOINTS = SCRATCH / "checkpoints"
TSA_ANCHORS = SCRATCH / "tsa"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Nobody mourns a test database after a power cut.
SQLITE_OPTIONS["init_command"] = SQLITE_OPTIONS["init_command"].replace("synchronous=FULL", "synchronous=OFF")
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] |= SQLITE_OPTIONS

LOGGING["root"]["level"] = "WARNING"
