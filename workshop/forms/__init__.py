"""Forms: from a request to validated values, or to errors beside their fields."""
