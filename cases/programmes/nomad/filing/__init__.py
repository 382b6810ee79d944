"""How a case begins and how its file grows before a step: consent, documents, questionnaire, city."""

from cases.programmes.nomad.filing.attaching import (
    FACTS,
    BadFilesError,
    Upload,
    arrange,
    attach,
    attach_files,
    describe,
    detach,
)
from cases.programmes.nomad.filing.beginning import open_application, open_petition
from cases.programmes.nomad.filing.changeable import CHANGED, attachable, every_attachable
from cases.programmes.nomad.filing.clearing import clear
from cases.programmes.nomad.filing.preparing import amend_questionnaire, choose_city, fill_questionnaire, give_consent
from cases.programmes.nomad.filing.slots import add_slots, remove_slot
from cases.programmes.nomad.petitions import rules

__all__ = [
    "CHANGED",
    "FACTS",
    "BadFilesError",
    "Upload",
    "add_slots",
    "amend_questionnaire",
    "arrange",
    "attach",
    "attach_files",
    "attachable",
    "choose_city",
    "clear",
    "describe",
    "detach",
    "every_attachable",
    "fill_questionnaire",
    "give_consent",
    "open_application",
    "open_petition",
    "remove_slot",
    "rules",
]
