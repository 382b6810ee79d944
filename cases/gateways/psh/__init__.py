"""ПШЭП, the payment gateway of e-government (п. 10(6), 26)."""
