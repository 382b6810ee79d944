"""How long the pages of a file may be looked at: less than the cage lives (`main.CPU_SECONDS`, `caging.SECONDS`)."""

import time

SECONDS = 14.0
# By the clock on the wall, for a machine that many share.
WALL_SECONDS = 26.0


class Budget:
    def __init__(self) -> None:
        self.processor, self.wall = time.process_time(), time.monotonic()

    def is_spent(self) -> bool:
        spent = time.process_time() - self.processor
        return spent > SECONDS or time.monotonic() - self.wall > WALL_SECONDS
