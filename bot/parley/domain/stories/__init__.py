"""Articles into stories, one at a time as they arrive; ranking; what changed."""
