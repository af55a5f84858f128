"""Measurements beside other people's programs."""
