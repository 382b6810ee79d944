from __future__ import annotations

from cases.engine.steps.declaring import STEPS
from cases.law.actors import Actor


def actors_of_grounds(kind: str) -> list[str]:
    """Keys of the actors whose steps name grounds of this kind, in the order of `Actor`."""
    acting = {step.by for step in STEPS.values() if step.grounds == kind}
    return [actor.value for actor in Actor if actor in acting]
