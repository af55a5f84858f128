"""What a workshop is at one moment: the snapshot, its scenario and outcome, and who may see what of it.

Nothing here writes, except for totals that have been shown.
"""
