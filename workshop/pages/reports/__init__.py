"""Reports to the council, as pages and as files."""
