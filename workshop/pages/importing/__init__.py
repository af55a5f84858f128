"""Pages for importing files."""
