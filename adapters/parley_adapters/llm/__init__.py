"""Writers: with a model, and without."""
