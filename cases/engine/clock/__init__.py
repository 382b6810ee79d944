"""What happens by itself: the sweep of each minute, what it does (`sweeps`), and notices of the clock."""

from cases.engine.clock.jobs import sweep, sweep_job

__all__ = ["sweep", "sweep_job"]
