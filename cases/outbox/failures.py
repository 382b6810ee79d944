"""What is stored of a failure, in its row and in the log."""


def on_record(error: Exception) -> str:
    return single_line(f"{type(error).__name__}: {error}")


def single_line(text: str) -> str:
    """At most 300 characters, none of which PostgreSQL refuses: a failure that cannot be written down would fail again
    at every attempt, and hold up every row behind it."""
    line = " ".join(text.split())[:300]
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in line)
