"""Pages of the steps of a meeting."""
