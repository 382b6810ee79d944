"""What is recorded of a petition: the protocol of the interview, the profession."""
