"""Pages about workshops as a whole."""
