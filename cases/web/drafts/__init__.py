"""What was typed for a step and not taken: its author's draft, saved while it is typed, and when it comes again."""
