"""Sets of actions that meet a budget, found with the engine."""
