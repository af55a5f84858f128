"""Participants, facilitators, helpers and screens: their rights, removal and erasure."""
