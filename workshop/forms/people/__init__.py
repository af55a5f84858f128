"""Forms for joining and for managing people and screens."""
