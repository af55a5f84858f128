"""How a change of a workshop is written once and durably: operations, receipts, change log, checks.

Nothing here is about screens.
"""
