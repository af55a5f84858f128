"""The library and the start page: saved scenarios and a facilitator's work, in words."""
