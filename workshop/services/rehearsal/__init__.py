"""Rehearsals with simulated participants: beginning, entries, and removal."""
