"""What a workshop is at one moment.

The snapshot, its scenario and outcome, and what may be seen of it; nothing here writes, save for totals
once shown.
"""
