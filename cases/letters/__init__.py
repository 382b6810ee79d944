"""What we print: letters composed with their step, rendered later by the queue worker, in ru and kk."""

from cases.letters.facts import compose
from cases.letters.rendering import LANGUAGES, draft, render, render_and_store

__all__ = ["LANGUAGES", "compose", "draft", "render", "render_and_store"]
