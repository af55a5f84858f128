"""What a report to the council says: tables, sentences and pictures of saved scenarios."""
