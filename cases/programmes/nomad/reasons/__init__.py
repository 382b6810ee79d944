"""On what an act may rest: which facts a ground needs, what the file holds of them, what may still go back."""
