"""The counters of ЦОН and of the migration service: who comes today, by which paper a case is found, what the courier
takes in one bag."""

from cases.programmes.nomad.counter import arrivals, finding, photos, printed, receiving, registries
from cases.values import scanned

__all__ = ["arrivals", "finding", "photos", "printed", "receiving", "registries", "scanned"]
