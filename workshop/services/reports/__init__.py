"""A report as a file: its parts, and how they become HTML, PDF and DOCX; nothing of a workshop."""
