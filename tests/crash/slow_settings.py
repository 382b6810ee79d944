"""A portal that loses patience with slow senders at once."""

from tests.crash.settings import *  # noqa: F403

HEAD_SECONDS = 0.8
BODY_GRACE_SECONDS, BODY_PACE_BYTES, BODY_STALL_SECONDS = 0.8, 1024, 30.0
