"""Local carbon budgets: amounts, allocation rules, steps and pathways. No actions."""
