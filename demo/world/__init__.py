"""The outside world inside the process, a module for each system; `transport` is how the portal reaches it."""
