"""The steps of a meeting on wall, desk and phone."""
