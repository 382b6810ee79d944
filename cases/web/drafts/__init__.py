"""Input for a step that was not taken: its author's draft, saved while it is typed, and repeated requests."""
