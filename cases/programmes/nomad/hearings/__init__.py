"""The hearing before an act against the person, and what the act may rest on after it."""
