"""Names that come out of a file, made fit for a sentence."""

import unicodedata


def plain(text: str, limit: int) -> str:
    """Without what would hide, turn or break letters; at most `limit` characters."""
    visible = "".join(" " if unicodedata.category(char)[0] in "CZ" else char for char in text)
    return " ".join(visible.split())[:limit]
