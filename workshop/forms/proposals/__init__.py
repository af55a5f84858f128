"""Forms about proposals and estimates."""
