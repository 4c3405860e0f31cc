"""Developments, the state of a track as of a date, and its next dates."""
