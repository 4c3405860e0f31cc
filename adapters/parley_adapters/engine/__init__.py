"""Engines: who does what next."""
