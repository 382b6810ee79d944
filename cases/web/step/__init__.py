"""A step as a page: its form, what was typed and not taken, its letter before it is one, its signature, its paper."""
