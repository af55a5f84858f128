"""Workshops as a whole: opening, examples, places, saved scenarios, comparison, venue check."""
