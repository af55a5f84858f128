"""People at the desk: who is here, who has joined, who writes for a table."""
