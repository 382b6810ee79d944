"""People around a case: whose work it is, what they say of it beside its steps, who signs, and who is notified."""
