"""What is drawn on the pages of importing."""
