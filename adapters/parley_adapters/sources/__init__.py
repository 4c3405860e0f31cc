"""Articles from the outside: feeds, APIs and pages, through one guarded fetcher."""
