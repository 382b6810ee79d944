"""What people say of a case beside its steps: notes for colleagues, messages with the applicant."""
