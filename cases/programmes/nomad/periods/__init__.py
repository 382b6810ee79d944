"""Who may file, from when, and until when."""
