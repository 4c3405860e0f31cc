"""Does a claim stand on the words it cites: one module a kind of error."""
