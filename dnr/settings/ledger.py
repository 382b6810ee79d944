"""The log that proves the record whole (docs/evidence.md): its key, and where its checkpoints go."""

from pathlib import Path
from urllib.parse import urlsplit

from dnr.settings.base import PUBLIC_URL, VAR, env

#: Name of the log in its checkpoints. Another name begins another series of them. [host of `PUBLIC_URL` and `/log`]
LOG_ORIGIN = env.str("DNR_LOG_ORIGIN", default=f"{urlsplit(PUBLIC_URL).netloc}/log")
#: Folder of the keys that sign checkpoints; the worker writes and reads it, and nobody who can write the database
#: should. [`log-keys/` in `DNR_VAR`]
LOG_KEYS = Path(env.str("DNR_LOG_KEYS", default=str(VAR / "log-keys")))
#: Folder where each checkpoint is filed: better on another machine than the database. [`checkpoints/` in `DNR_VAR`]
LOG_CHECKPOINTS = Path(env.str("DNR_LOG_CHECKPOINTS", default=str(VAR / "checkpoints")))
#: Addresses, by comma, to which the newest checkpoint is mailed each night, and each fault of the record. [nobody]
LOG_MAIL_TO = env.list("DNR_LOG_MAIL_TO", default=[])
#: Address of a time-stamping authority (RFC 3161), which puts its moment on each checkpoint. [none is asked]
TSA_URL = env.str("TSA_URL", default="")
#: Folder of certificates (PEM) of time-stamping authorities that are trusted. [`tsa/` in `DNR_VAR`]
TSA_ANCHORS = Path(env.str("DNR_TSA_ANCHORS", default=str(VAR / "tsa")))
#: Rows of each table that the nightly job compares with the log, besides those of the last days.
LOG_NIGHTLY = env.int("DNR_LOG_NIGHTLY", default=20_000)
#: Logs and versions of rows are guarded by triggers of the database against changes and removal.
LOG_GUARDS = env.bool("DNR_LOG_GUARDS", default=True)
#: What the rules of retention erase by themselves: `report` nothing, `confirmed` by rules that an administrator has
#: confirmed, `all` by all of them (docs/operations/retention.md). [report]
RETENTION = env.str("DNR_RETENTION", default="report")
