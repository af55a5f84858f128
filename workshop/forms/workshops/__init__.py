"""Forms about workshops as a whole."""
