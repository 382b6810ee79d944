"""ИБД, the integrated data bank (п. 13, 22)."""
