"""What can be done to a workshop: the only code that commits, and that calls the model."""
