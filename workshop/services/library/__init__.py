"""The library: saved scenarios across workshops, and what may be done with one after the meeting."""
