"""What is sent from the pages of importing: files, columns and answers."""
