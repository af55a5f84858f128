"""People at the desk: who is here, who has arrived, who writes for a table."""
