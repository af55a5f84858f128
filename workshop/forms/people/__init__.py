"""Forms for joining and managing people and screens."""
