"""Each change of a workshop, by subject; the only code that commits."""
