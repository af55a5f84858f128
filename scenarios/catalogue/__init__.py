"""The actions that a workshop starts from, as data with their sources."""
