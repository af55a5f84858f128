"""Sets of actions that meet a budget. It asks the engine, and the engine does not know it."""
