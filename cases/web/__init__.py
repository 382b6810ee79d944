"""Pages every side shares: the step behind each button, files and letters, the proof of a deadline, the desks."""
