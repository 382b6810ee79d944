"""Consents: their wording, and what follows when one is taken back."""
