"""Fields for what people enter again and again, each a form's face of a reader in `cases.values`."""
