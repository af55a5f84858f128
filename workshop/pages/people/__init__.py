"""Pages for joining, logging in, and managing people and screens."""
