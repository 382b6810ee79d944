"""Terms of a case as they run: a step starts and stops them, a change of the working calendar moves them."""
