"""Where we are, which switches are set, which database, and where the log goes."""

from pathlib import Path
from typing import Any

import environ

BASE_DIR = Path(__file__).resolve().parent.parent.parent

env = environ.Env()
env.read_env(BASE_DIR / ".env")

#: Where the portal writes: database, files, mail, cache, key. [`var/` in this folder]
# Nothing below it is served or committed.
VAR = Path(env.str("DNR_VAR", default=str(BASE_DIR / "var"))).resolve()
VAR.mkdir(mode=0o700, parents=True, exist_ok=True)

#: Django's debug pages and unhashed static files; never where others can reach the portal.
DEBUG = env.bool("DNR_DEBUG", default=False)
#: A demonstration: synthetic people with demo keys, demo payments. `make run` switches it on; it refuses a
#: database with other people.
DEMO = env.bool("DNR_DEMO", default=False)
# The web process asks before it serves whether a demo has strangers among its people (`dnr.wsgi`).
DEMO_ASKED_AT_START = DEMO

#: How people reach the portal from outside: links in mail and the QR code of a letter start with it.
PUBLIC_URL = env.str("PUBLIC_URL", default="http://localhost:8000").rstrip("/")

#: The first page names the neighbouring pilot of migration.enbek.kz (interpretation 10).
NEIGHBOUR_NOTICE = env.bool("DNR_NEIGHBOUR_NOTICE", default=True)

#: Templates are prepared once in a process, so that pages are drawn quicker (docs/decisions/rendering.md). Off:
#: Django's own loader draws the same pages.
PREPARED_TEMPLATES = env.bool("DNR_PREPARED_TEMPLATES", default=True)

ROOT_URLCONF = "dnr.urls"
WSGI_APPLICATION = "dnr.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SQLITE_OPTIONS: dict[str, Any] = {
    # The driver keeps 128 by itself: fewer than the portal has, so each would be parsed and planned anew.
    "cached_statements": 1024,
    # A write transaction takes its lock at the start: the default fails with "database is locked" when two overlap.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456;"
    ),
}

#: Statements of lists are kept planned on each connection of PostgreSQL. Off behind a pooler that gives each
#: transaction another connection and carries no prepared statements (pgbouncer before 1.21, or
#: `max_prepared_statements = 0`).
PREPARED_STATEMENTS = env.bool("DNR_PREPARED_STATEMENTS", default=True)

POSTGRES_OPTIONS: dict[str, Any] = {
    # Times that a connection runs a statement before it is prepared (`cases.models.planned`).
    "prepare_threshold": 2 if PREPARED_STATEMENTS else None,
    # A host that has vanished without a word: by default a connection to it hangs for two hours.
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}


def tuned(database: dict[str, Any]) -> dict[str, Any]:
    """As this portal needs it. No psycopg pool: it breaks the worker over fork."""
    database |= {"ATOMIC_REQUESTS": False, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    if database["ENGINE"].endswith("sqlite3"):
        database["OPTIONS"] = SQLITE_OPTIONS | database.get("OPTIONS", {})
        # A file, not memory: the threads of a live server have to share it.
        database["TEST"] = {"NAME": str(VAR / "test.sqlite3")}
    elif database["ENGINE"].endswith("postgresql"):
        database["OPTIONS"] = POSTGRES_OPTIONS | database.get("OPTIONS", {})
        # Behind pgbouncer the next piece of a cursor would come from another connection. Long lists are read by keys.
        database["DISABLE_SERVER_SIDE_CURSORS"] = True
    return database


def read_only(database: dict[str, Any]) -> dict[str, Any]:
    """The same, where the server itself refuses what would write."""
    options = database["OPTIONS"]
    if database["ENGINE"].endswith("sqlite3"):
        return database | {"OPTIONS": options | {"init_command": options["init_command"] + " PRAGMA query_only=ON;"}}
    return database | {"OPTIONS": options | {"options": "-c default_transaction_read_only=on"}}


def database() -> dict[str, Any]:
    """The database of DATABASE_URL; without it an SQLite file."""
    #: `postgres://user:password@host/name`. [SQLite in `DNR_VAR`]
    return tuned(dict(env.db_url("DATABASE_URL", default=f"sqlite:///{VAR / 'dnr.sqlite3'}")))


def reports_database() -> dict[str, Any] | None:
    """That of REPORTS_DATABASE_URL, None without."""
    #: The database that statistics are read from, and that is never written to: a replica, named as in `DATABASE_URL`.
    #: [that of `DATABASE_URL`]
    if not env.str("REPORTS_DATABASE_URL", default=""):
        return None
    return read_only(tuned(dict(env.db_url("REPORTS_DATABASE_URL"))))


DATABASES = {"default": database()}
if (_reports := reports_database()) is not None:
    DATABASES["reports"] = _reports
DATABASE_ROUTERS = ["dnr.routing.ReportsRouter"]

#: From which level on lines are written: `DEBUG`, `INFO`, `WARNING`, `ERROR`.
LOG_LEVEL = env.str("DNR_LOG_LEVEL", default="INFO")
#: DNR_LOG_SHAPE: `text` or `json`, one object a line. [text]
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"plain_refusals": {"()": "dnr.logs.PlainRefusals"}},
    "formatters": {"lines": {"()": "dnr.logs.formatter", "shape": env.str("DNR_LOG_SHAPE", default="text")}},
    "handlers": {
        "stdout": {
            "class": "logging.StreamHandler",
            "stream": "ext://sys.stdout",
            "formatter": "lines",
            "filters": ["plain_refusals"],
        }
    },
    "root": {"handlers": ["stdout"], "level": LOG_LEVEL},
    "loggers": {
        # Django's own handlers would print each line a second time.
        "django": {"handlers": [], "level": LOG_LEVEL, "propagate": True},
        "django.server": {"handlers": [], "level": LOG_LEVEL, "propagate": True},
        # These tell every glyph of every letter.
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
        "pikepdf": {"level": "WARNING"},
        "axes": {"level": "WARNING"},
    },
}
