"""How long the pages of a file may be looked at: less than the cage lives (`main.CPU_SECONDS`, `caging.SECONDS`).

By the processor first; by the clock on the wall too, for a machine that many share.
"""

import time

SECONDS, WALL_SECONDS = 15.0, 30.0
# Of it for drawing: what is left goes to looking at the pictures of every page, and to comparing them undrawn.
DRAWING = 0.55


class Budget:
    def __init__(self) -> None:
        self.processor, self.wall = time.process_time(), time.monotonic()

    def is_spent(self, share: float = 1) -> bool:
        spent = time.process_time() - self.processor
        return spent > SECONDS * share or time.monotonic() - self.wall > WALL_SECONDS * share
