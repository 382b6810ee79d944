"""A package by its own name: gostcrypto installs one called `tests`, which would stand before a folder without this."""
