"""ПЭП and АРМ ГО ИИС «ЦОН»: informed of the application (п. 10, 12) and of both results (п. 19, 22)."""
