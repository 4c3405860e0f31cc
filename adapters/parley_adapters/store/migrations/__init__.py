"""Alembic migrations, run by ``store.migrate``; one file a step in ``versions``, upwards only."""
