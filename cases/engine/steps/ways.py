"""How a case can go from place to place by the declared steps."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from functools import lru_cache

from cases.engine.steps.declaring import Step, steps_from


def leads_to(state: str, goals: Iterable[str], without: Iterable[str] = ()) -> bool:
    """Whether a case in `state` can still come to one of `goals`, by whatever steps but those `without`; True where it
    stands at one."""
    wanted, seen, ahead, shut = set(goals), {str(state)}, [str(state)], set(without)
    while ahead:
        here = ahead.pop()
        if here in wanted:
            return True
        onward = {str(s.target) for s in steps_from(here) if s.target and s.name not in shut} - seen
        seen |= onward
        ahead += onward
    return False


@lru_cache
def straight_way(start: str, goal: str) -> tuple[Step, ...]:
    """The fewest steps from one place to the other, without those that name grounds to return or to refuse; () where
    there are none."""
    seen = {start}
    ways: deque[tuple[str, tuple[Step, ...]]] = deque([(start, ())])
    while ways:
        here, taken = ways.popleft()
        if here == goal:
            return taken
        for step in steps_from(here):
            if step.target and not step.grounds and (onward := str(step.target)) not in seen:
                seen.add(onward)
                ways.append((onward, (*taken, step)))
    return ()
