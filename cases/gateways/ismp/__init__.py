"""ИС МП, the information system of the migration police: where the application is registered (п. 12)."""
