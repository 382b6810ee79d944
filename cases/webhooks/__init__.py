"""Partners who subscribe: a row with the step, then an effect that is tried until the partner has taken it."""

from cases.webhooks.asking import ask, letter_ready, somebody
from cases.webhooks.delivering import deliver

__all__ = ["ask", "deliver", "letter_ready", "somebody"]
