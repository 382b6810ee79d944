"""On what an act may rest: which facts a ground needs, when words are a reason, in which language they are given."""
