"""Files of others, read into our own form: statistics, action lists. Nothing is computed from them here."""
