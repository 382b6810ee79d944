"""Who acts and where a case can stand: the vocabulary every other module speaks."""

from cases.programmes.nomad.states.places import FINAL_STATES, OPEN_STATES, PLACES
from cases.programmes.nomad.states.vocabulary import DESKS, STAGE_NAMES, Stage, State

__all__ = ["DESKS", "FINAL_STATES", "OPEN_STATES", "PLACES", "STAGE_NAMES", "Stage", "State"]
