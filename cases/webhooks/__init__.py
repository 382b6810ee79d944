"""Partners who subscribe: a row with the step, then an effect that is tried until the partner has taken it."""

from cases.webhooks.delivering import deliver
from cases.webhooks.subscribers import letter_ready, rows_for, somebody

__all__ = ["deliver", "letter_ready", "rows_for", "somebody"]
