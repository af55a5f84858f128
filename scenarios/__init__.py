"""Local carbon budgets and scenarios of actions: the model, without web or database."""
