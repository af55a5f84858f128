"""Forms of the steps of a meeting."""
