"""Import of files: statistics, action lists. Nothing is computed from them here."""
