"""Who takes part and who may do what.

Participants, facilitators, helpers, screens; their removal and erasure.
"""
