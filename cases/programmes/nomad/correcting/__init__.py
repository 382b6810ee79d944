"""Recorded facts are put right: which, until when, and what follows for the terms."""
