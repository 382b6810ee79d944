"""Who may look at how the portal is, and from which number on that is a warning or a fault."""

from dnr.settings.base import env

GIB = 1024**3
NEVER = 10**9

# /health/full and /metrics are for these addresses and for who has a token; to others they do not exist. A request that
# came through a proxy counts as a stranger's: behind one on this machine everybody would be "127.0.0.1".
HEALTH_ALLOWED = env.list("DNR_HEALTH_ALLOWED", default=["127.0.0.0/8", "::1/128"])
# SHA-256 of each token, in hex: what is read here opens nothing.
HEALTH_TOKENS = env.list("DNR_HEALTH_TOKENS", default=[])

# Seconds. The whole of /health/full, the question of /health/ready, and how long an answer of either is given again.
HEALTH_SECONDS = env.float("DNR_HEALTH_SECONDS", default=5.0)
HEALTH_READY_SECONDS = env.float("DNR_HEALTH_READY_SECONDS", default=2.0)
HEALTH_FRESH = env.float("DNR_HEALTH_FRESH", default=3.0)
# Where the worker answers /health/ready by HTTP: host:port, or :port for every address. Nowhere when it is empty.
WORKER_HEALTH = env("DNR_WORKER_HEALTH", default="")


def limits(name: str, warn: float, fail: float) -> tuple[float, float]:
    """DNR_HEALTH_<NAME>="warn,fail" in its place. Where `warn` is the larger one, less is worse."""
    told = env.list(f"DNR_HEALTH_{name.upper()}", cast=float, default=[warn, fail])
    return told[0], told[1]


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
        ("calendar", 60, 14),
        ("gateway", 1, NEVER),
        ("mail", 2, 5),
        ("storage", 1, 5),
        ("files", 1, 1),
        ("cache", 1, 5),
        ("space", 5 * GIB, 1 * GIB),
        ("anchors", 60, 7),
        ("gost", 1, 1),
        ("crls", 7200, 90000),
    )
}
