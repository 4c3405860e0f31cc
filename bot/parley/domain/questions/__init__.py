"""Which evidence in the archive answers a question, or that none does: pure decisions."""
