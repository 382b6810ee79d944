"""A step as a page: its form, input that was not accepted, a preview of its letter, its signature, its paper."""
