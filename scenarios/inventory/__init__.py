"""Places and what they emit: territories, sources, statistics, references. No budgets, no actions."""
