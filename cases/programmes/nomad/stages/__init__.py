"""The stages of the order: one module each, which holds its steps in the order in which they are listed and buttons
stand."""
