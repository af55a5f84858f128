"""How a change of a workshop is written once and durably.

Operations, receipts, change log, what an operation checks first; nothing that is shown.
"""
