"""What the counters of ЦОН and of the migration service have in common: the day of a list, a registry's two ends."""
