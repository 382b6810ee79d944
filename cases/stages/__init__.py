"""The stages of the order, in its own order. Each is an abstract model that holds steps and nothing else."""

from cases.stages.exits import ExitsStage
from cases.stages.final import FinalStage
from cases.stages.petition import PetitionStage
from cases.stages.preliminary import PreliminaryStage
from cases.stages.residence import ResidenceStage

__all__ = ["ExitsStage", "FinalStage", "PetitionStage", "PreliminaryStage", "ResidenceStage"]
