"""Each change of a workshop that people can make, by subject; the only code that commits."""
