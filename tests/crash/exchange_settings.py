"""The same portal, which asks the outside systems of DNR_CRASH_GATEWAYS (JSON) over http and may be kept waiting."""

import json
import os

from tests.crash.settings import *  # noqa: F403
from tests.crash.settings import DATABASES, Q_CLUSTER  # type: ignore[attr-defined]

GATEWAYS = json.loads(os.environ.get("DNR_CRASH_GATEWAYS", "{}"))

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Seconds until a locked database is given up: twenty in life.
    DATABASES["default"]["OPTIONS"] |= {"timeout": 0.5}

# The guard looks after its processes twice within its half minute, at the end of which it asks the schedule.
Q_CLUSTER |= {"guard_cycle": 15, "scheduler": True}
