"""Workshops as a whole.

Opening, examples, places, saved scenarios and their comparison, the check of a venue.
"""
