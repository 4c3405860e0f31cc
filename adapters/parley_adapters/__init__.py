"""Everything that touches a vendor: sources, stores, models, chat platforms, engines, timetables."""
