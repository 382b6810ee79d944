"""Who may look at how the portal is, and from which number on that is a warning or a fault."""

from dnr.settings.base import env

GIB = 1024**3
NEVER = 10**9

#: Networks that may read `/health/full` and `/metrics`. A proxy in front must add `X-Forwarded-For`. [this machine]
# /health/full and /metrics are for these addresses and for who has a token; to others they do not exist. A request that
# came through a proxy counts as a stranger's: behind one on this machine everybody would be "127.0.0.1".
HEALTH_ALLOWED = env.list("DNR_HEALTH_ALLOWED", default=["127.0.0.0/8", "::1/128"])
#: SHA-256, in hex, of the bearer tokens that may read them too, by comma.
HEALTH_TOKENS = env.list("DNR_HEALTH_TOKENS", default=[])

#: Seconds for the whole of `/health/full`.
HEALTH_SECONDS = env.float("DNR_HEALTH_SECONDS", default=5.0)
#: Seconds for `/health/ready`.
HEALTH_READY_SECONDS = env.float("DNR_HEALTH_READY_SECONDS", default=2.0)
#: Seconds for which an answer of either is given again.
HEALTH_FRESH = env.float("DNR_HEALTH_FRESH", default=3.0)
#: `host:port` (`:port` for every address) where the worker answers `/health/ready` by HTTP, 200 or 503. [nowhere]
WORKER_HEALTH = env("DNR_WORKER_HEALTH", default="")


#: DNR_HEALTH_<CHECK>: `warn,fail`: the numbers from which on a check warns and fails, as in
#: `DNR_HEALTH_QUEUE=60,300`. [`HEALTH_LIMITS` in `dnr/settings/health.py`]
def limits(name: str, warn: float, fail: float) -> tuple[float, float]:
    """DNR_HEALTH_<NAME>="warn,fail" in its place. Where `warn` is the larger one, less is worse."""
    limits = env.list(f"DNR_HEALTH_{name.upper()}", cast=float, default=[warn, fail])
    return limits[0], limits[1]


# From this number on; <check>_<subject> goes before <check>. Ages and lags are in seconds, "space" in bytes, "anchors"
# and "calendar" in days still left. "gateway" is 0 closed, 1 half open, 2 open, and never fails by itself: without the
# system people go on by hand.
HEALTH_LIMITS: dict[str, tuple[float, float]] = {
    name: limits(name, warn, fail)
    for name, warn, fail in (
        ("database", 0.5, 2),
        ("migrations", 1, 1),
        ("zone", 0.5, 0.5),
        ("queue", 60, 300),
        # A warning alone: who is not seen may be on a host with a cache of its own. What is not done fails below.
        ("workers", 0, -1),
        ("outbox", 120, 600),
        ("effects", 900, 21600),
        # A partner that can not be reached is no fault of ours.
        ("effects_webhook", 3600, NEVER),
        ("exchanges", 900, 21600),
        ("answers", 900, 21600),
        ("given_up", 1, 100),
        ("schedule", 120, 180),
        ("signatures", 1, 1000),
        ("antivirus", 5, 30),
        ("scans", 1, 100),
        ("calendar", 60, 14),
        ("calendar_change", 600, 3600),
        ("consent", 1, NEVER),
        ("signers", 1, NEVER),
        ("gateway", 1, NEVER),
        ("mail", 2, 5),
        ("storage", 1, 5),
        ("files", 1, 1),
        ("backup", 93600, 259200),
        ("log", 1, 1),
        ("counted_twice", 1, 1),
        ("log_waits", 600, 3600),
        ("log_guards", 1, 1000),
        ("cache", 1, 5),
        ("space", 5 * GIB, 1 * GIB),
        ("anchors", 60, 7),
        ("gost", 1, 1),
        ("crls", 7200, 90000),
    )
}
