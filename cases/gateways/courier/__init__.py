"""The courier service between ЦОН and the migration service (п. 21)."""
