"""How signing is organised: several cases at a sitting (`many`), by a delegate (`delegating`)."""
