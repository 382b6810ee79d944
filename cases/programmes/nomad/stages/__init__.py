"""The stages of the order, in its own order. Each is an abstract model that holds steps and nothing else.

Imported in that order on purpose: it is the order of declaration, in which steps are listed and buttons stand.
"""
# ruff: noqa: I001

from cases.programmes.nomad.stages.petition import PetitionStage
from cases.programmes.nomad.stages.preliminary import PreliminaryStage
from cases.programmes.nomad.stages.final import FinalStage
from cases.programmes.nomad.stages.residence import ResidenceStage
from cases.programmes.nomad.stages.exits import ExitsStage

__all__ = ["ExitsStage", "FinalStage", "PetitionStage", "PreliminaryStage", "ResidenceStage"]
