"""What browsers send: from a request to checked values, or to errors beside their fields."""
