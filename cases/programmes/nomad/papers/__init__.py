"""The documents of a case: what a list asks of them, what is recorded beside their files, where originals go."""
