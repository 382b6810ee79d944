"""The Digital Nomad Residency pilot: what the joint orders № 241/НҚ – № 301 (2026) and their forerunner say of it."""

KEY = "nomad"
"""The programme's key, in the rows of its cases."""
