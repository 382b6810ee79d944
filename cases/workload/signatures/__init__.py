"""How signing is shared out: several cases at a sitting (`many`), another in one's stead (`delegating`)."""
