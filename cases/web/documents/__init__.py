"""Documents on pages: handed in and listed, read as files and letters, with their signatures."""

from cases.web.documents.listing import (
    Card,
    DocumentForm,
    FileLine,
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
    "cards",
    "lines_of",
    "returned_notes",
    "rule_of",
    "unfold",
    "upload_form",
]
