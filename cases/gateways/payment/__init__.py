"""Payment of the state duty: ПШЭП, the payment gateway of e-government (п. 10(6))."""
