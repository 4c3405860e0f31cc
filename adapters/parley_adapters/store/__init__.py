"""The archive in SQL: one schema and one set of migrations for SQLite and PostgreSQL."""
