"""Rehearsals with simulated participants: their beginning, what they fill in, and their removal."""
