"""СИО ПСО, the exchange system of law-enforcement and special bodies (п. 13, 22)."""
