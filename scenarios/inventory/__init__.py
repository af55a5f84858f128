"""Places and their emissions: territories, sources, statistics, references. No budgets, no actions."""
