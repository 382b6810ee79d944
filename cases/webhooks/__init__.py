"""Partners who subscribe: a row with the step, then an effect that is tried until the partner has taken it."""

from cases.webhooks.delivering import deliver
from cases.webhooks.subscribers import any_subscriber, letter_ready, rows_for

__all__ = ["any_subscriber", "deliver", "letter_ready", "rows_for"]
