"""Documents on pages: handed in and listed, read as files and letters, with their signatures."""

from cases.web.documents.listing import (
    Card,
    DocumentForm,
    FileLine,
    card_of,
    cards,
    lines_of,
    returned_notes,
    rule_of,
    unfold,
    upload_form,
)

__all__ = [
    "Card",
    "DocumentForm",
    "FileLine",
    "card_of",
    "cards",
    "lines_of",
    "returned_notes",
    "rule_of",
    "unfold",
    "upload_form",
]
