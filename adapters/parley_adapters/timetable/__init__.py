"""Timetables: the tick."""
