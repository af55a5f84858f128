"""Pages that take files of others."""
